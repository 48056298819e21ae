"""Asking the engine in JSON: `{"rule": RULE, "facts": FACTS}` in, `{"result", "steps"}` out.

`rules` reads any form a RULE may have, `facts` and `votes` read FACTS, `answering` picks the part
that is asked and answers.
"""
