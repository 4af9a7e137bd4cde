"""Multi-agency case conferences on screen: what is planned and was held, each one's agenda and papers, and
attendance over time.
"""
