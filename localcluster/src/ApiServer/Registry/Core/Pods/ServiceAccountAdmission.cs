using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>
/// What the ServiceAccount admission plugin adds to a new pod: its account, that account's pull secrets, and the volume by which a program in the
/// pod reaches the API server (<c>plugin/pkg/admission/serviceaccount</c>).
/// </summary>
internal static class ServiceAccountAdmission
{
    private const string Accounts = "/serviceaccounts";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const int FileMode = 420;

    // An hour and seven seconds: what the plugin sets and the kubelet recognises.
    private const int TokenSeconds = 3607;

    public static void Admit(JsonObject pod, JsonObject spec, StrategyContext context)
    {
        spec.SetDefault("serviceAccountName", "default");
        spec["serviceAccount"] = spec["serviceAccountName"]!.DeepClone();
        var account = context.Store.Get(Accounts, new ObjectKey(pod.Namespace(), spec.StringAt("serviceAccountName")!))?.Value;
        var name = spec.StringAt("serviceAccountName")!;
        // The default account is made for every namespace; a pod that comes before it does not wait here.
        if (account is null && name != "default")
        {
            throw Registry.StatusError.Make(
                403,
                "Forbidden",
                $"pods \"{pod.Name()}\" is forbidden: error looking up service account {pod.Namespace()}/{name}: serviceaccount \"{name}\" not found",
                Registry.StatusError.Details(pod.Name(), "", "pods"));
        }

        if (spec.ArrayAt("imagePullSecrets") is null && account.ArrayAt("imagePullSecrets") is { Count: > 0 } secrets)
            spec["imagePullSecrets"] = secrets.DeepClone();
        if ((spec.BoolAt("automountServiceAccountToken") ?? account.BoolAt("automountServiceAccountToken")) != false)
            Mount(spec, context.Server.Ids);
    }

    private static void Mount(JsonObject spec, IdSource ids)
    {
        var containers = spec.ArrayAt("initContainers").Objects().Concat(spec.ArrayAt("containers").Objects())
            .Where(container => !container.ArrayAt("volumeMounts").Objects().Any(mount => mount.StringAt("mountPath") == MountPath)).ToList();
        if (containers.Count == 0)
            return;
        var name = $"kube-api-access-{ids.NewSuffix()}";
        foreach (var container in containers)
            List(container, "volumeMounts").Add((JsonNode)new JsonObject { ["name"] = name, ["readOnly"] = true, ["mountPath"] = MountPath });
        List(spec, "volumes").Add((JsonNode)new JsonObject
        {
            ["name"] = name,
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(
                    new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" } },
                    new JsonObject
                    {
                        ["configMap"] = new JsonObject
                        {
                            ["name"] = "kube-root-ca.crt",
                            ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                        },
                    },
                    new JsonObject
                    {
                        ["downwardAPI"] = new JsonObject
                        {
                            ["items"] = new JsonArray(new JsonObject
                            {
                                ["path"] = "namespace",
                                ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                            }),
                        },
                    }),
                ["defaultMode"] = FileMode,
            },
        });
    }

    private static JsonArray List(JsonObject owner, string field)
    {
        if (owner[field] is not JsonArray list)
            owner[field] = list = [];
        return list;
    }
}
