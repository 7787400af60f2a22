using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;
using October.Testing;

namespace October.Cli.Dashboard.Model;

public sealed class AppViewsTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Every_state_is_shown_as_recorded() =>
        Golden.Matches("tests/Cli.Tests/Dashboard/Model/views.golden", new JsonArray([.. Views(null).Select(Json)]).ToJsonString(Indented) + "\n");

    [Fact]
    public void No_value_of_a_variable_reaches_the_page() =>
        Assert.All(Views(null), view => Assert.DoesNotContain("never-in-the-page", Json(view).ToJsonString(), StringComparison.Ordinal));

    [Fact]
    public void An_address_that_runs_a_script_is_no_link() => Assert.Null(Views(null).Single(view => view.Name == "payments").Url);

    [Fact]
    public void Whoever_may_not_change_an_app_sees_why_at_every_action() => Assert.All(
        Views("you may not").SelectMany(view => view.Actions), action => Assert.Equal("you may not", action.Refusal));

    [Theory]
    [InlineData("cart", "rollback")]
    [InlineData("orders", "abort", "promote")]
    [InlineData("payments", "retry", "promote", "rollback")]
    [InlineData("reports", "retry", "promote")]
    [InlineData("stock")]
    [InlineData("wishlist")]
    public void What_would_be_rejected_is_refused_with_a_reason(string name, params string[] possible)
    {
        var actions = Views(null).Single(view => view.Name == name).Actions;
        Assert.Equal(possible, actions.Where(action => action.Refusal is null).Select(action => action.Name));
        Assert.All(actions.Where(action => action.Refusal is not null), action => Assert.NotEmpty(action.Refusal!));
    }

    private static IEnumerable<AppView> Views(string? denial) => Samples.At(Samples.Moment).Select(sample =>
        AppViews.Of(OctoberJson.Read<V1OctoberApp>(sample.App), sample.Pods.Select(OctoberJson.Read<V1Pod>), denial));

    private static JsonNode Json(AppView view) => JsonSerializer.SerializeToNode(view, DashboardJson.Default.AppView)!;
}
