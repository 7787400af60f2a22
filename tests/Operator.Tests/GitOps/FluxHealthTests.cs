using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Expressions;
using October.LocalCluster.Cel.Evaluation;
using October.LocalCluster.Cel.Functions;
using October.LocalCluster.Cel.Syntax;
using October.Testing;
using YamlDotNet.RepresentationModel;

namespace October.Operator.GitOps;

/// <summary>The health expressions that Flux evaluates: failed and in progress first, then current; a generation not yet observed is in progress.</summary>
public sealed class FluxHealthTests
{
    private static readonly YamlMappingNode Expressions = Read();

    [Fact]
    public void Flux_concludes_what_kstatus_does_in_every_state() =>
        Assert.All(RecordedApps.All, recorded => Assert.Equal(recorded.KStatus, Health(recorded.App)));

    /// <summary>As Flux' status evaluator does: an unobserved generation and a missing status are in progress whatever the expressions say.</summary>
    private static string Health(JsonObject app)
    {
        if (app["status"] is not JsonObject status || (long?)status["observedGeneration"] != (long?)app["metadata"]!["generation"])
            return "InProgress";
        if (Holds("inProgress", app))
            return "InProgress";
        if (Holds("failed", app))
            return "Failed";
        return Holds("current", app) ? "Current" : "InProgress";
    }

    private static bool Holds(string which, JsonObject app)
    {
        var scope = new Scope("status", SchemaValue.Of(app["status"], null), new Scope("metadata", SchemaValue.Of(app["metadata"], null), null));
        return (bool)new Evaluator(new CostMeter()).Evaluate(Parser.Parse(Expressions[which].ToString()), scope)!;
    }

    private static YamlMappingNode Read()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(RepositoryRoot.File("config/gitops/flux/kustomization.yaml"))));
        return (YamlMappingNode)yaml.Documents[0].RootNode["spec"]["healthCheckExprs"][0];
    }
}
