using System.CommandLine;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Cli.Cluster;
using October.Cli.Usage;
using October.Crd;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Json;
using October.Runtime.Api;
using YamlDotNet.Core;

namespace October.Cli.Rendering;

/// <summary><c>october render</c>.</summary>
internal static class RenderCommand
{
    private const string Outside = "none";

    public static Command Create()
    {
        var file = new Option<string>("--file", "-f") { Description = "A manifest with one or more OctoberApps.", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "yaml or json.", DefaultValueFactory = _ => "yaml" };
        output.AcceptOnlyFromAmong("yaml", "json");
        var operatorNamespace = new Option<string>("--operator-namespace")
        {
            Description = $"Namespace of the operator, whose probes the NetworkPolicies allow; {Outside} for one outside of the cluster.",
            DefaultValueFactory = _ => "october-system",
            Validators = { ObjectName.Check },
        };
        var command = new Command("render", """
            Prints every object that the operator creates for an app, without a cluster.
            Secrets are left out: their password is generated on the cluster.

            Examples:
              october render -f app.yaml
              october render -f app.yaml | kubectl diff -f -
            """)
        {
            file, output, operatorNamespace,
        };
        command.SetAction(parsed =>
        {
            var manifest = Manifest.Read(parsed.GetValue(file)!);
            var ns = parsed.GetValue(operatorNamespace) is var given && given == Outside ? null : given;
            var objects = manifest.Objects.Where(item => item.Kind == OctoberApi.Kind).SelectMany(item => Render(item, ns)).ToList();
            if (objects.Count == 0)
                throw new CliException($"{parsed.GetValue(file)} has no {OctoberApi.Kind}");
            Console.Write(parsed.GetValue(output) == "json" ? Json(objects) : string.Join("---\n", objects.Select(item => CrdYaml.Write(KubeJson.Node(item)))));
            return 0;
        });
        return command;
    }

    private static IEnumerable<IKubernetesObject<V1ObjectMeta>> Render(ManifestObject item, string? operatorNamespace)
    {
        V1OctoberApp app;
        try
        {
            app = Operator.Desired.Rendering.Read(Yaml.ToJson(item.Yaml)!);
            if (string.IsNullOrEmpty(app.Spec?.Api?.Image) || string.IsNullOrEmpty(app.Spec.Worker?.Image))
                throw new CliException($"{item.Name}: spec.api.image and spec.worker.image are required");
        }
        catch (Exception exception) when (exception is FormatException or YamlException)
        {
            throw new CliException($"{item.Name}: {exception.Message}", exception);
        }

        foreach (var child in Operator.Desired.Rendering.Render(app, item.Namespace ?? "default", operatorNamespace))
        {
            var kind = KubeKind.Of(child.GetType());
            (child.ApiVersion, child.Kind) = (kind.ApiVersion, kind.Kind);
            // Without a cluster the app has no uid, and an API server refuses an owner reference without one.
            child.Metadata.OwnerReferences = null;
            yield return child;
        }
    }

    private static string Json(IEnumerable<IKubernetesObject<V1ObjectMeta>> objects) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. objects.Select(item => KubeJson.Node(item))]),
    }.ToJsonString() + "\n";
}
