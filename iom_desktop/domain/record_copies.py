"""A decision or a de-selection as one reader's copy; the case file's is ``copies``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from iom_desktop.domain.audiences import Audience, SharedMatter, Sight
from iom_desktop.domain.copies import case_for, decision_for
from iom_desktop.domain.decision_files import DecisionFile
from iom_desktop.domain.deselection import DeselectionFile, EvidenceLine, Topic
from iom_desktop.domain.selection import Referral

#: Of what matters a screening may tell: its questions ask for MAPPA and MARAC, its matrix for intelligence.
OF_SCREENING = (
    SharedMatter.OFFENDING,
    SharedMatter.RISK,
    SharedMatter.INTELLIGENCE,
    SharedMatter.PUBLIC_PROTECTION,
    SharedMatter.SAFEGUARDING,
    SharedMatter.NEEDS,
    SharedMatter.HEALTH,
)
#: Of what matter a line of the evidence is.
_OF_TOPIC: Mapping[Topic, tuple[SharedMatter, ...]] = {
    Topic.OFFENDING: (SharedMatter.OFFENDING,),
    Topic.NEEDS: (SharedMatter.NEEDS, SharedMatter.HEALTH),
    Topic.ACTIONS: (SharedMatter.NEEDS,),
    Topic.SERVICES: (SharedMatter.SERVICES, SharedMatter.HEALTH),
    Topic.COMPLIANCE: (SharedMatter.ENFORCEMENT,),
    Topic.COLOUR: (SharedMatter.OFFENDING,),
    Topic.RISK: (SharedMatter.RISK,),
    Topic.ACCOMMODATION: (SharedMatter.NEEDS,),
    # What an officer adds may be about anything.
    Topic.OTHER: (SharedMatter.OFFENDING, SharedMatter.NEEDS, SharedMatter.HEALTH),
}


def decision_file_for(file: DecisionFile, sight: Sight) -> DecisionFile:
    """The decision with what it rests on. A screening is told whole or not at all: what is missing from its lines
    could be worked out from its total.
    """
    if sight.reader.audience is Audience.FULL:
        return file
    return replace(
        file,
        case=case_for(file.case, sight),
        decision=decision_for(file.decision, sight),
        referral=None if file.referral is None else _referral(file.referral, sight),
        screening=file.screening if sight.sees(*OF_SCREENING) else None,
        reader=sight.reader,
        left_out=sight.left_out,
    )


def _referral(referral: Referral, sight: Sight) -> Referral:
    """Who put the person forward is everybody's; on what grounds goes with offending, and is its own agency's."""
    if sight.sees(SharedMatter.OFFENDING) or sight.owns(referral.said.agency):
        return referral
    return replace(referral, said=replace(referral.said, grounds=""))


def deselection_file_for(file: DeselectionFile, sight: Sight) -> DeselectionFile:
    """The de-selection. That, when and by whom is everybody's; the evidence goes line by line with its matter."""
    if sight.reader.audience is Audience.FULL:
        return file
    said = file.deselection.said
    said = replace(said, evidence=tuple(line for line in said.evidence if _seen(line, sight)))
    if not sight.sees(SharedMatter.OFFENDING):
        said = replace(said, words="", dissent="")
    if not sight.sees(SharedMatter.NEEDS, SharedMatter.HEALTH):
        said = replace(said, exit_plan="")
    told = replace(file.deselection, said=said)
    if not sight.sees(SharedMatter.OFFENDING):
        told = replace(told, supersede_reason="")
    return replace(
        file,
        case=case_for(file.case, sight),
        deselection=told,
        reader=sight.reader,
        left_out=sight.left_out,
    )


def _seen(line: EvidenceLine, sight: Sight) -> bool:
    return sight.sees(*_OF_TOPIC[line.topic])
