using System.Text.Json.Nodes;
using October.Crd.Status;
using October.Testing;
using YamlDotNet.RepresentationModel;

namespace October.Operator.GitOps;

/// <summary>The health check and actions for Argo CD, run by a real Lua on every state of an app.</summary>
public sealed class ArgoHealthTests
{
    private static readonly YamlNode Data = Read(File.ReadAllText(RepositoryRoot.File("config/gitops/argocd/argocd-cm.yaml")))["data"];
    private static readonly YamlNode Actions = Read(Data["resource.customizations.actions.october.dev_OctoberApp"].ToString());

    [Fact]
    public void The_recorded_apps_were_in_every_phase() =>
        Assert.Equal(
            [Phases.Baking, Phases.Failed, Phases.Progressing, Phases.Ready, Phases.RolledBack, Phases.RollingBack, Phases.Suspended, Phases.Verifying],
            RecordedApps.All.Select(recorded => (string?)recorded.App["status"]?["phase"]).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Argo_shows_what_kstatus_says_in_every_state()
    {
        var script = Data["resource.customizations.health.october.dev_OctoberApp"].ToString();
        var answers = await Lua.RunAsync(script, "print(result.status)", RecordedApps.All.Select(recorded => recorded.App));
        Assert.Equal(RecordedApps.All.Select(Expected), answers);
    }

    [Fact]
    public async Task The_message_is_the_apps_own()
    {
        var script = Data["resource.customizations.health.october.dev_OctoberApp"].ToString();
        var answers = await Lua.RunAsync(script, "print((result.message:gsub('\\n', ' ')))", RecordedApps.All.Select(recorded => recorded.App));
        Assert.Equal(
            RecordedApps.All.Select(recorded => Observed(recorded.App) ? (string?)recorded.App["status"]!["message"] : "Waiting for the operator"), answers);
    }

    [Fact]
    public async Task Actions_are_offered_when_the_operator_would_follow_them()
    {
        var discovery = Actions["discovery.lua"].ToString();
        var offered = await Lua.RunAsync(
            discovery, "print(tostring(not result.retry.disabled)..' '..tostring(not result.abort.disabled)..' '..tostring(not result.promote.disabled))",
            RecordedApps.All.Select(recorded => recorded.App));
        Assert.Equal(RecordedApps.All.Select(recorded => Offered(recorded.App["status"])), offered);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("abort")]
    [InlineData("promote")]
    public async Task An_action_sets_its_annotation_and_nothing_else(string name)
    {
        var action = ((YamlSequenceNode)Actions["definitions"]).Single(entry => entry["name"].ToString() == name)["action.lua"].ToString();
        var app = RecordedApps.All[^1].App;
        var answers = await Lua.RunAsync(
            action,
            "local count = 0 for _ in pairs(result.metadata.annotations) do count = count + 1 end print(count .. ' ' .. "
                + $"result.metadata.annotations['october.dev/{name}'] .. ' ' .. result.metadata.name)",
            [app]);
        Assert.Matches("^1 [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z shop$", Assert.Single(answers));
    }

    private static bool Observed(JsonObject app) =>
        app["status"] is JsonObject status && (long?)status["observedGeneration"] == (long?)app["metadata"]!["generation"];

    private static string Expected((JsonObject App, string KStatus) recorded) => recorded.KStatus switch
    {
        "Current" => "Healthy",
        "Failed" => "Degraded",
        _ when Observed(recorded.App) && (string?)recorded.App["status"]!["phase"] == "Suspended" => "Suspended",
        _ => "Progressing",
    };

    private static string Offered(JsonNode? status)
    {
        var step = (string?)status?["rollout"]?["step"];
        var outcome = (string?)status?["failed"]?["outcome"];
        var underWay = step is not (null or "Rollback" or "RollbackVerify");
        var left = step is null && outcome is "AwaitingRollback" or "Frozen" && step is null;
        return $"{Text(outcome is not null)} {Text(underWay || left)} {Text(underWay || (step is null && outcome is not null))}";
        static string Text(bool value) => value ? "true" : "false";
    }

    private static YamlNode Read(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents[0].RootNode;
    }
}
