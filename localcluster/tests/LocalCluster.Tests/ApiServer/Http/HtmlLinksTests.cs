namespace October.LocalCluster.ApiServer.Http;

public sealed class HtmlLinksTests
{
    private static readonly ProxyLinks Links = new("/api/v1/namespaces/n/services/web/proxy/", "127.64.0.2:8000", "localhost:6443");

    [Theory]
    [InlineData("/a/b?c=1#d", "/api/v1/namespaces/n/services/web/proxy/a/b?c=1#d")]
    [InlineData("/", "/api/v1/namespaces/n/services/web/proxy/")]
    [InlineData("a/b", "a/b")]
    [InlineData("#top", "#top")]
    [InlineData("http://127.64.0.2:8000/a", "/api/v1/namespaces/n/services/web/proxy/a")]
    [InlineData("http://localhost:6443/a", "http://localhost:6443/api/v1/namespaces/n/services/web/proxy/a")]
    [InlineData("https://example.com/a", "https://example.com/a")]
    [InlineData("//example.com/a", "//example.com/a")]
    [InlineData("mailto:a@b.c", "mailto:a@b.c")]
    [InlineData("/api/v1/namespaces/n/services/web/proxy/a", "/api/v1/namespaces/n/services/web/proxy/a")]
    public void A_link_to_the_program_stays_below_the_proxy(string link, string rewritten) => Assert.Equal(rewritten, Links.Rewrite(link));

    [Theory]
    [InlineData("<a class=x HREF='/a?b=1&amp;c=2'>/a</a>", "<a class=x HREF='[/a?b=1&amp;c=2]'>/a</a>")]
    [InlineData("<img src=/a.png alt=\"/b\"/>", "<img src=[/a.png] alt=\"/b\"/>")]
    [InlineData(
        "<form action = \"/go\" method=post><input formaction=\"/stop\"></form>", "<form action = \"[/go]\" method=post><input formaction=\"[/stop]\"></form>")]
    [InlineData("<script src=\"/a.js\">if (a < b) x = '<a href=\"/c\">';</script>", "<script src=\"[/a.js]\">if (a < b) x = '<a href=\"/c\">';</script>")]
    [InlineData("<!-- <a href=\"/a\"> --><p title=\"/b\">1 < 2</p>", "<!-- <a href=\"/a\"> --><p title=\"/b\">1 < 2</p>")]
    [InlineData("<a disabled href=\"/a", "<a disabled href=\"[/a]")]
    public void Only_attributes_that_hold_an_address_are_rewritten(string page, string rewritten) =>
        Assert.Equal(rewritten, HtmlLinks.Rewrite(page, static link => $"[{link}]"));
}
