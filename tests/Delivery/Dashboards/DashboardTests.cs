using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace October.Delivery.Dashboards;

/// <summary>The files of <c>config/grafana</c> are made from the classes beside this one.</summary>
public sealed partial class DashboardTests
{
    public static TheoryData<string> Names() => [.. All().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_file_is_what_its_source_says(string name) => Golden.Matches($"config/grafana/{name}.json", All().Single(one => one.Name == name).Render());

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_have_ids_titles_and_places_of_their_own(string name)
    {
        var panels = JsonNode.Parse(All().Single(one => one.Name == name).Render())!["panels"]!.AsArray();
        Assert.Equal(panels.Count, panels.Select(panel => (int)panel!["id"]!).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(panel => (string)panel!["title"]!).Distinct(StringComparer.Ordinal).Count());
        var cells = panels.SelectMany(panel => Cells(panel!["gridPos"]!)).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Fact]
    public void The_operators_dashboard_shows_series_of_the_operator_only()
    {
        foreach (var expression in Expressions(OperatorDashboard.Create()))
        {
            var metrics = Metric().Matches(expression).Select(match => expression[match.Index..]).ToList();
            Assert.NotEmpty(metrics);
            Assert.All(metrics, metric => Assert.Matches("""^[a-z_]+\{job=~"\.\+/october-operator"[,}]""", metric));
        }
    }

    /// <summary>Each replica of the operator serves every series about an app but for those that it counts itself.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void What_each_replica_of_the_operator_serves_is_shown_once(string name)
    {
        foreach (var expression in Expressions(All().Single(one => one.Name == name)))
        {
            foreach (var match in Replicated().Matches(expression).AsEnumerable())
                Assert.Matches(@"(max( by \([a-z, ]+\) )?|count by \(namespace, name\) )\((changes\()?$", expression[..match.Index]);
        }
    }

    [Fact]
    public void Requests_are_shown_without_those_of_probes() =>
        Assert.All(
            Expressions(ApplicationDashboard.Create()).Where(expression => expression.Contains("http_request", StringComparison.Ordinal)),
            expression => Assert.Equal(
                Regex.Count(expression, "http_request", RegexOptions.NonBacktracking),
                Regex.Count(expression, Regex.Escape("path!~\"/(healthz|ready|metrics)\""), RegexOptions.NonBacktracking)));

    private static IEnumerable<string> Expressions(Dashboard dashboard) =>
        dashboard.Panels.SelectMany(panel => panel.Queries).Select(query => query.Expression)
            .Concat(dashboard.Annotations.Select(annotation => annotation.Expression));

    private static IEnumerable<Dashboard> All() => [ApplicationDashboard.Create(), OperatorDashboard.Create()];

    private static IEnumerable<(int X, int Y)> Cells(JsonNode place) =>
        from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
        from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
        select (x, y);

    [GeneratedRegex(@"\b(?:octoberapp|controller_runtime|workqueue|rest_client|process)_[a-z_]+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();

    [GeneratedRegex(
        @"\boctoberapp_(info|status_|failed_attempt|replicas|container_|generation|observed_generation|backup_last_)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Replicated();
}
