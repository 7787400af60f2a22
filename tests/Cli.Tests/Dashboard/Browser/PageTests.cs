using System.Text.Json.Nodes;
using October.Testing;

namespace October.Cli.Dashboard.Browser;

/// <summary>The page in a real browser. OCTOBER_PICTURES names a folder to keep pictures of it in.</summary>
[Collection(nameof(DashboardGroup))]
public sealed class PageTests(DashboardFixture fixture, Chromium browser) : IClassFixture<Chromium>
{
    private const int TabKey = 9;
    private const int EnterKey = 13;
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("OCTOBER_PICTURES") is { Length: > 0 } folder ? folder : null;

    [Fact]
    public async Task Every_state_is_shown_in_both_themes_at_both_widths_without_a_finding_of_axe()
    {
        var before = browser.Errors.Count;
        await browser.OpenAsync(fixture.Page.Url);
        await browser.AwaitAsync("document.querySelectorAll('nav li').length >= 7");
        await LoadAxeAsync();
        var looks = new[] { (1280, 900, false), (390, 844, true), (1280, 900, true), (390, 844, false) };
        foreach (var (i, name) in new[] { "payments", "orders", "cart", "reports", "search", "stock", "wishlist" }.Index())
        {
            await ShowAsync(name);
            // Every colour and every part at least once in each look; not all of them in all.
            foreach (var (width, height, dark) in i < 2 || Pictures is not null ? looks : looks.Skip(i % 2 * 2).Take(2))
            {
                await browser.ResizeAsync(width, height, dark);
                Assert.Equal(width, (int)(await browser.EvaluateAsync("document.documentElement.scrollWidth"))!);
                await HasNoFindingAsync();
                await KeepAsync($"{name}-{(width < 600 ? "phone" : "desktop")}-{(dark ? "dark" : "light")}");
            }
        }

        Assert.Empty(browser.Errors.Skip(before));
    }

    [Fact]
    public async Task What_pods_said_is_text_and_not_markup()
    {
        await browser.OpenAsync(fixture.Page.Url);
        await ShowAsync("payments");
        var evidence = (string)(await browser.EvaluateAsync("document.querySelector('details pre').textContent"))!;
        Assert.Contains("<img src=x onerror=alert(1)>", evidence, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await browser.EvaluateAsync("document.querySelectorAll('article img, article script').length"))!);
        Assert.Contains("payments", (string)(await browser.EvaluateAsync("document.title"))!, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", (string)(await browser.EvaluateAsync("document.body.innerHTML"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_by_keyboard_is_confirmed_and_sent()
    {
        await browser.OpenAsync(fixture.Page.Url);
        await ShowAsync("payments");
        await browser.EvaluateAsync("[...document.querySelectorAll('.actions button')].find((one) => one.textContent === 'Roll back').focus()");
        await browser.PressAsync("Enter", EnterKey);
        await browser.AwaitAsync("document.querySelector('dialog[open] select')");
        Assert.Equal("Cancel", (string?)await browser.EvaluateAsync("document.activeElement.textContent"));
        await LoadAxeAsync();
        await HasNoFindingAsync();
        await KeepAsync("confirmation");
        await browser.PressAsync("Tab", TabKey);
        await browser.PressAsync("Enter", EnterKey);
        // Its ControllerRevision is not there: the same words as on the command line.
        await browser.AwaitAsync("document.querySelector('[role=status]').textContent.includes('there is no revision payments-gljgmfgdld')");
        Assert.Null(await browser.EvaluateAsync("document.querySelector('dialog')"));
    }

    [Fact]
    public async Task What_cannot_be_done_says_why_and_does_nothing()
    {
        await browser.OpenAsync(fixture.Page.Url);
        await ShowAsync("cart");
        await browser.EvaluateAsync("[...document.querySelectorAll('.actions button')].find((one) => one.textContent === 'Abort').click()");
        Assert.Equal("true|no attempt is under way", (string?)await browser.EvaluateAsync("""
            (() => { const abort = [...document.querySelectorAll('.actions button')].find((one) => one.textContent === 'Abort');
              return abort.getAttribute('aria-disabled') + '|' + document.getElementById(abort.getAttribute('aria-describedby')).textContent; })()
            """));
        Assert.Null(await browser.EvaluateAsync("document.querySelector('dialog')"));
    }

    [Fact]
    public async Task The_key_leaves_the_address_and_survives_a_reload_and_without_it_nothing_is_shown()
    {
        await using var own = await fixture.StartOwnAsync("shop");
        var page = own.Page;
        await browser.OpenAsync($"{page.Origin}/");
        await browser.AwaitAsync("document.body.innerText.includes('This page needs its key')");
        Assert.DoesNotContain("cart", (string)(await browser.EvaluateAsync("document.body.innerText"))!, StringComparison.Ordinal);
        await browser.OpenAsync(page.Url);
        await browser.AwaitAsync("document.querySelector('article')");
        Assert.Equal($"{page.Origin}/", (string?)await browser.EvaluateAsync("location.href"));
        await browser.ReloadAsync();
        await browser.AwaitAsync("document.querySelector('article')");
    }

    [Fact]
    public async Task A_change_appears_and_a_dashboard_that_has_ended_is_noticed()
    {
        await using var page = await fixture.StartOwnAsync("shop");
        await browser.OpenAsync(page.Page.Url);
        await ShowAsync("search");
        await fixture.SetStatusAsync("search", new JsonObject { ["message"] = "A change of this moment" });
        await browser.AwaitAsync("document.querySelector('.message').textContent === 'A change of this moment'");
        await page.DisposeAsync();
        await browser.AwaitAsync("document.querySelector('.banner')?.textContent.includes('has not answered since')");
        await KeepAsync("ended");
    }

    private async Task LoadAxeAsync() => await browser.EvaluateAsync(
        await File.ReadAllTextAsync(RepositoryRoot.File("tests/Delivery/node_modules/axe-core/axe.min.js"), TestContext.Current.CancellationToken));

    private async Task HasNoFindingAsync() => Assert.Equal("[]", (string?)await browser.EvaluateAsync(
        "axe.run().then((result) => JSON.stringify(result.violations.map((one) => [one.id, one.nodes.map((node) => node.html)])))"));

    private async Task ShowAsync(string name)
    {
        await browser.AwaitAsync("document.querySelector('nav a')");
        // Again and again: the page may still be taking the place of the one before.
        await browser.AwaitAsync($"(location.hash = '#/shop/{name}', document.querySelector('h1')?.textContent === '{name}')");
    }

    private async Task KeepAsync(string name)
    {
        if (Pictures is { } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), await browser.PictureAsync());
    }
}
