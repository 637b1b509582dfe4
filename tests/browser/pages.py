"""What is asked of every page."""

from axe_playwright_python.base import AXE_SCRIPT


def accessibility_violations(page):
    """The rules of axe that the page breaks, each with the elements at fault; `[]` is wanted.

    The script is evaluated rather than added to the page, where the content security policy would refuse it, unless its
    browser gives it to every page (`add_init_script`).
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Its rules want nothing from the network; what passes need not be told, nor where an element stands.
    options = {"preload": False, "resultTypes": ["violations"], "selectors": False}
    violations = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations]


SIDEWAYS_SCROLL = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The lists of which a part is out of sight at the side, each by its heads.
CUT_LISTS = """[...document.querySelectorAll('.card:has(> .as-cards)')]
    .filter(card => card.scrollWidth > card.clientWidth + 1)
    .map(card => card.querySelector('thead')?.innerText ?? card.outerHTML.slice(0, 160))"""
# The ordinary words that the page cuts at the end of a line, each with what holds it.
BROKEN_WORDS = """(() => {
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode
        const holder = node.parentElement
        if (!holder.checkVisibility() || holder.clientWidth === 1) continue
        if (holder.closest('svg, option, .code, thead')) continue
        for (const word of node.data.matchAll(/(?<!\\S)[\\p{L}\\p{N}’]{2,18}(?!\\S)/gu)) {
            const range = document.createRange()
            range.setStart(node, word.index)
            range.setEnd(node, word.index + word[0].length)
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)))
            if (lines.size > 1) found.push(`${word[0]} in ${holder.outerHTML.slice(0, 120)}`)
        }
    }
    return found
})()"""


def sideways_scroll(page):
    """By how many pixels the page is wider than its window; 0 is wanted."""
    page.wait_for_load_state()  # a page that comes has no element to measure yet
    return page.evaluate(SIDEWAYS_SCROLL)


def layout_of(page, *, reads_words: bool) -> dict:
    """What the width of its window makes of a page that has come, in one question: how far it sticks out, its lists
    that are cut and, on demand, its words that are broken; nothing of each is wanted."""
    broken = BROKEN_WORDS if reads_words else "[]"
    return page.evaluate(f"() => ({{ excess: {SIDEWAYS_SCROLL}, cut: {CUT_LISTS}, broken: {broken} }})")


def small_targets(page, least=44):
    """The visible controls smaller than the least side, save links inside a sentence; `[]` is wanted."""
    return page.evaluate(
        """least => [...document.querySelectorAll('a[href], button, select, textarea, summary, input')]
            .filter(control => control.checkVisibility() && getComputedStyle(control).display !== 'inline')
            .map(control => ({ control: control.closest('label') ?? control }))
            .map(({ control }) => ({ html: control.outerHTML.slice(0, 120), box: control.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (Math.round(box.height) < least || Math.round(box.width) < least))
            .map(({ html, box }) => `${Math.round(box.width)} x ${Math.round(box.height)} ${html}`)""",
        least,
    )


def widest(page) -> str:
    """The texts that stick out of the page, for whoever reads the failure."""
    return page.evaluate(
        """() => {
            const range = document.createRange()
            const edge = document.documentElement.clientWidth + 1
            return [...document.querySelectorAll('body *')]
                .filter(one => { range.selectNodeContents(one); return range.getBoundingClientRect().right > edge })
                .filter(one => !one.closest('.tabs'))
                .slice(-3).map(one => one.outerHTML.slice(0, 160)).join(' | ')
        }"""
    )


class Window:
    """What a page sees of its window, resized without the window itself, which takes longer than to draw the page."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def resize(self, size: dict[str, int]):
        self.session.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": 1, "mobile": False})


class Screen:
    """A page of the application, in the hands of somebody: what they read, press and fill, by role and label."""

    def __init__(self, page):
        self.page = page

    def open(self, address):
        self.page.goto(address)
        return self

    def press(self, name):
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name):
        self.page.get_by_role("link", name=name).first.click()

    def choose(self, *names, group=""):
        """Check choices by their labels, within a group when several groups use the same words."""
        groups = self.page.get_by_role("group", name=group).or_(self.page.get_by_role("radiogroup", name=group))
        within = groups if group else self.page.locator("main")
        for name in names:
            within.get_by_label(name, exact=True).check()

    def fill(self, name, text):
        self.page.locator("main").get_by_label(name).fill(text)

    def read_title(self, name):
        self.page.get_by_role("heading", level=1, name=name).wait_for()

    def read_message(self, text):
        self.page.get_by_text(text).wait_for()


class ReferralForm(Screen):
    """Signal a difficulty, from the search of the household to the sending."""

    def look_for(self, text):
        self.open("/referrals/new/")
        self.fill("Nom, adresse ou dossier", text)
        self.press("Chercher")

    def describe_household(self, *, first_name, last_name):
        self.follow("Signaler un nouveau ménage")
        self.fill("Prénom du titulaire du bail", first_name)
        self.page.get_by_role("textbox", name="Nom", exact=True).fill(last_name)

    def describe_facts(self, *reasons, facts):
        self.choose(*reasons, group="Ce que vous avez constaté")
        self.fill("Les faits", facts)
        self.choose("Délai habituel (sous 15\u00a0jours)")
        self.choose("Accord donné")

    def check(self):
        self.press("Vérifier avant d’envoyer")
        self.read_title("Vérifier avant d’envoyer")

    def send_with_a_double_click(self):
        self.page.get_by_role("button", name="Envoyer", exact=True).dblclick()
        self.read_title("Signalement")


class ReferralScreen(Screen):
    """A referral in the adviser's hands."""

    def plan_meeting(self, *, at):
        self.fill("Date et heure", at)
        self.press("Fixer la rencontre")
        self.read_message("La rencontre est fixée.")

    def record_meeting(self, *, needs, diagnosis):
        self.choose("Accord donné", group="Accord pour mobiliser des partenaires")
        self.choose(*needs, group="Besoins confirmés")
        self.fill("Diagnostic", diagnosis)
        self.press("Enregistrer la rencontre")
        self.read_message("La rencontre est enregistrée.")

    def mobilise(self, partner, *, goal):
        self.mobilise_all({partner: goal})

    def mobilise_all(self, goals):
        for partner, goal in goals.items():
            self.page.get_by_role("checkbox", name=partner).check()
            asking = self.page.locator(".ask", has_text=partner)
            asking.get_by_role("radio", name="Il est d’accord").check()
            asking.get_by_label("De quelle façon").select_option(label="De vive voix")
            asking.get_by_label("Ce qui est attendu").fill(goal)
        self.press("Noter les réponses et solliciter")
        self.read_message("Première réponse attendue" if len(goals) > 1 else "est sollicité")


class RequestScreen(Screen):
    """What is asked of an association, in its coordinator's hands."""

    def accept(self, *, worker):
        self.page.get_by_label("Référent du ménage").select_option(label=worker)
        self.press("Accepter la demande")
        self.read_message("le dossier vous est ouvert")

    def decline(self, *, reason, comment):
        self.page.get_by_text("Refuser", exact=True).click()
        self.page.get_by_label("Motif du refus").select_option(label=reason)
        self.fill("Précision", comment)
        self.press("Refuser la demande")
        self.read_message("La demande est refusée")


class VisitScreen(Screen):
    """A visit, recorded at the door."""

    def record(self, *, topics, report, note, budget):
        self.choose("Réalisée", "À domicile")
        self.choose(*topics, group="Sujets abordés")
        self.fill("Compte rendu", report)
        self.fill("Note confidentielle", note)
        self.choose(budget, group="Gérer un budget")
        self.press("Enregistrer la visite")
        self.read_message("La visite est enregistrée.")
