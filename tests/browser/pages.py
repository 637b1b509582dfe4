"""What is asked of every page."""

from axe_playwright_python.base import AXE_SCRIPT


def accessibility_violations(page):
    """The rules of axe that the page breaks, each with the elements at fault; `[]` is wanted.

    The script is evaluated rather than added to the page, where the content security policy would refuse it.
    """
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("async () => (await axe.run()).violations")
    return [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations]


def sideways_scroll(page):
    """By how many pixels the page is wider than its window; 0 is wanted."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def small_targets(page, least=44):
    """The visible controls smaller than the least side, save links inside a sentence; `[]` is wanted."""
    return page.evaluate(
        """least => [...document.querySelectorAll('a[href], button, select, textarea, summary, input')]
            .filter(control => control.checkVisibility() && getComputedStyle(control).display !== 'inline')
            .map(control => ({ control: control.closest('label') ?? control }))
            .map(({ control }) => ({ html: control.outerHTML.slice(0, 120), box: control.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (box.height < least || box.width < least))
            .map(({ html, box }) => `${Math.round(box.width)} x ${Math.round(box.height)} ${html}`)""",
        least,
    )
