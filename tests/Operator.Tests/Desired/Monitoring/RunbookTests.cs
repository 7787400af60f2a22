using October.Testing;

namespace October.Operator.Desired.Monitoring;

/// <summary>Every alert has a page under <c>docs/runbooks</c>, and every page an alert.</summary>
public sealed class RunbookTests
{
    private const string Root = "https://github.com/october/october/blob/main/";

    [Fact]
    public void The_pages_are_those_of_the_alerts()
    {
        var pages = Pages().Select(path => Path.GetFileNameWithoutExtension(path)!);
        Assert.Equal(Alerts().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_alert_has_the_URL_of_its_page()
    {
        Assert.All(AppAlerts(), alert => Assert.Equal($"{Root}docs/runbooks/{alert.Name}.md", alert.Url));
        var rules = File.ReadAllText(RepositoryRoot.File("config/prometheus/operator_rules.yaml"));
        Assert.All(OperatorAlertsTests.Names(), name => Assert.Contains($"runbook_url: {Root}docs/runbooks/{name}.md", rules, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_has_symptom_causes_commands_and_how_it_ends()
    {
        foreach (var page in Pages())
        {
            var lines = File.ReadAllLines(page);
            Assert.Equal($"# {Path.GetFileNameWithoutExtension(page)}", lines[0]);
            Assert.Equal(["## Likely causes", "## Commands", "## How it ends"], lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
            Assert.Contains("```sh", lines);
        }
    }

    [Fact]
    public void The_index_and_the_reference_name_every_alert()
    {
        var index = File.ReadAllText(RepositoryRoot.File("docs/runbooks/README.md"));
        var reference = File.ReadAllText(RepositoryRoot.File("docs/reference/metrics.md"));
        Assert.All(Alerts(), name =>
        {
            Assert.Contains($"[{name}]({name}.md)", index, StringComparison.Ordinal);
            Assert.Contains($"`{name}`", reference, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(RepositoryRoot.File("docs/runbooks")).Where(path => !path.EndsWith("README.md", StringComparison.Ordinal));

    private static IEnumerable<string> Alerts() => AppAlerts().Select(alert => alert.Name).Concat(OperatorAlertsTests.Names());

    private static IEnumerable<(string Name, string? Url)> AppAlerts() => PrometheusRulesTests.Rule().Spec["groups"]![0]!["rules"]!.AsArray()
        .Select(rule => ((string)rule!["alert"]!, (string?)rule["annotations"]!["runbook_url"]));
}
