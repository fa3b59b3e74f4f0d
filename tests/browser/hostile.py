"""What somebody writes who wants the page to do something."""

from typing import Final

# Nobody listens there, and nobody may try.
ELSEWHERE: Final = "http://127.0.0.1:9"

HTML = f"""<script>window.hacked = 1</script><script src="{ELSEWHERE}/a.js"></script>
<img src=x onerror="window.hacked = 2"> <img src="{ELSEWHERE}/b.png" srcset="{ELSEWHERE}/c.png 2x">
<a href="javascript:window.hacked=3">one</a> <a href="java&#10;script:window.hacked=3" id="jump">two</a>
<iframe src="{ELSEWHERE}/d"></iframe><iframe srcdoc="<script>parent.hacked=4</script>"></iframe>
<style>@import url({ELSEWHERE}/e.css); body {{ background: url({ELSEWHERE}/f.png) }}</style>
<p style="position:fixed;inset:0;background:url({ELSEWHERE}/g.png)" onclick="window.hacked=5">over everything</p>
<svg onload="window.hacked=6"><a xlink:href="javascript:window.hacked=6"><text y="20">svg</text></a></svg>
<svg><use href="{ELSEWHERE}/h.svg#x"/><image href="{ELSEWHERE}/i.png"/><animate onbegin="window.hacked=6"/></svg>
<form action="/account/logout/" id="body" name="documentElement"><input name="cookie"><button>Go on</button></form>
<meta http-equiv="refresh" content="0;url={ELSEWHERE}/j"><base href="{ELSEWHERE}/">
<link rel="stylesheet" href="{ELSEWHERE}/k.css"><object data="{ELSEWHERE}/l"></object><embed src="{ELSEWHERE}/m">
<video src="{ELSEWHERE}/n" poster="{ELSEWHERE}/o.png" autoplay></video>
<audio src="{ELSEWHERE}/p" autoplay></audio>
<details open ontoggle="window.hacked=7"><summary>more</summary>less</details>
<math><mtext><table>
<mglyph><style><!--</style><img alt="--&gt;&lt;img src=1 onerror=window.hacked=8&gt;"></table></math>
<math><annotation-xml encoding="text/html"><img src=x onerror="window.hacked=8"></annotation-xml></math>
<noscript><p alt="</noscript><img src=x onerror=window.hacked=9>"></noscript>
<template><img src=x onerror="window.hacked=9"></template><textarea></chat-answer><script>window.hacked=9</script>
<chat-app data-user="1"></chat-app><copy-button></copy-button><img id="question" name="getElementById">
<button autofocus onfocus="window.hacked=10" popovertarget="question">x</button><dialog open>Your password?</dialog>
<marquee onstart="window.hacked=11">m</marquee><body onload="window.hacked=11"><plaintext>"""

MARKDOWN = f"""[one](javascript:window.hacked=20) [two](JaVaScRiPt:window.hacked=20)
[three](data:text/html,<script>1</script>)
[four](vbscript:x) [five](&#x6A;avascript:window.hacked=20) <javascript:window.hacked=20> [six][ref]

[ref]: javascript:window.hacked=20 "note"

![remote]({ELSEWHERE}/q.png) ![breaking out](x" onerror="window.hacked=21) ![data](data:text/html,<script>1</script>)

| a | b |
|---|---|
| <img src=x onerror=window.hacked=22> | [x](javascript:window.hacked=22) |

```html
<script>window.hacked = 23</script><img src=x onerror="window.hacked = 23">
```

```"><img src=x onerror=window.hacked=24>
code
```

`<script>window.hacked = 25</script>` # <img src=x onerror=window.hacked=25>

- [ ] <input onfocus=window.hacked=26 autofocus>
"""

FORMULAS = rf"""$$\href{{javascript:window.hacked=30}}{{x}} \url{{javascript:window.hacked=30}}$$
$$\includegraphics{{{ELSEWHERE}/r.png}} \htmlStyle{{position:fixed}}{{y}} \htmlData{{x=1}}{{z}}$$
$$\def\x{{\x\x}}\x$$ $$\text{{<img src=x onerror=window.hacked=31>}}$$ $$\rule{{9999em}}{{9999em}}$$
\(<script>window.hacked = 32</script>\) \(\gdef\alpha{{\href{{javascript:window.hacked=33}}{{a}}}}\) \(\alpha\)
\(\pmb{{x}} \fcolorbox{{red}}{{blue}}{{y}} \unknown\)
"""

# What a parser with a bad habit would need minutes for.
SLOW = "\n\n".join(
    [
        ">" * 30_000 + " deep", "- " * 300 + "list", "[" * 3000, "*" * 3000 + "a", "`" * 2999, "![" * 1500,
        "<" * 3000, "a@" * 1500, "|" * 1500 + "\n" + "|-" * 750, "\\(" * 1500, "_a_" * 1000,
        "$$" + "{" * 30_000 + "x" + "}" * 30_000 + "$$", "<details>" * 300 + "deep",
    ]
)  # fmt: skip

TEXTS: Final = {"html": HTML, "markdown": MARKDOWN, "formulas": FORMULAS, "slow": SLOW}
END: Final = "\n\nThe end of it"
