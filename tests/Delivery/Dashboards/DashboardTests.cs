using System.Text.Json.Nodes;

namespace October.Delivery.Dashboards;

/// <summary>The files of <c>config/grafana</c> are made from the classes beside this one.</summary>
public sealed class DashboardTests
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

    private static IEnumerable<Dashboard> All() => [ApplicationDashboard.Create(), OperatorDashboard.Create()];

    private static IEnumerable<(int X, int Y)> Cells(JsonNode place) =>
        from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
        from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
        select (x, y);
}
