using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>Defaults of pods and pod templates (<c>pkg/apis/core/v1/defaults.go</c>).</summary>
internal static class PodDefaults
{
    private const int FileMode = 420;

    /// <summary>Fills in a pod template's spec.</summary>
    public static void Template(JsonObject? template)
    {
        if (template.ObjectAt("spec") is { } spec)
            Spec(spec);
    }

    public static void Spec(JsonObject spec)
    {
        spec.SetDefault("restartPolicy", "Always");
        spec.SetDefault("terminationGracePeriodSeconds", 30L);
        spec.SetDefault("dnsPolicy", "ClusterFirst");
        spec.SetDefault("schedulerName", "default-scheduler");
        spec.SetDefault("securityContext", new JsonObject());
        if (spec.StringAt("serviceAccountName") is { Length: > 0 } account)
            spec["serviceAccount"] = account;
        else if (spec.StringAt("serviceAccount") is { Length: > 0 } old)
            spec["serviceAccountName"] = old;
        foreach (
            var container in spec.ArrayAt("initContainers")
                .Objects()
                .Concat(spec.ArrayAt("containers").Objects())
                .Concat(spec.ArrayAt("ephemeralContainers").Objects())
        )
            Container(container);
        foreach (var volume in spec.ArrayAt("volumes").Objects())
            Volume(volume);
    }

    private static void Container(JsonObject container)
    {
        container.SetDefault("terminationMessagePath", "/dev/termination-log");
        container.SetDefault("terminationMessagePolicy", "File");
        container.SetDefault("imagePullPolicy", PullPolicy(container.StringAt("image") ?? ""));
        foreach (var port in container.ArrayAt("ports").Objects())
            port.SetDefault("protocol", "TCP");
        foreach (var variable in container.ArrayAt("env").Objects())
            variable.ObjectAt("valueFrom", "fieldRef")?.SetDefault("apiVersion", "v1");
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
            Probe(container.ObjectAt(probe));
        foreach (var hook in (string[])["postStart", "preStop"])
            Http(container.ObjectAt("lifecycle", hook, "httpGet"));
    }

    /// <summary>In a pod, but not in a template, a limit without a request is a request, too.</summary>
    public static void Requests(JsonObject spec)
    {
        foreach (var container in spec.ArrayAt("containers").Objects().Concat(spec.ArrayAt("initContainers").Objects()))
        {
            foreach (var (name, limit) in container.ObjectAt("resources", "limits") ?? [])
                container.ObjectAt("resources")!.Ensure("requests").SetDefault(name, limit?.DeepClone());
        }
    }

    private static void Probe(JsonObject? probe)
    {
        if (probe is null)
            return;
        probe.SetDefault("timeoutSeconds", 1L);
        probe.SetDefault("periodSeconds", 10L);
        probe.SetDefault("successThreshold", 1L);
        probe.SetDefault("failureThreshold", 3L);
        Http(probe.ObjectAt("httpGet"));
        probe.ObjectAt("grpc")?.SetDefault("service", "");
    }

    private static void Http(JsonObject? get)
    {
        get?.SetDefault("path", "/");
        get?.SetDefault("scheme", "HTTP");
    }

    private static void Volume(JsonObject volume)
    {
        if (volume.Count == 1)
            volume["emptyDir"] = new JsonObject();
        foreach (var source in (string[])["configMap", "secret", "downwardAPI", "projected"])
            volume.ObjectAt(source)?.SetDefault("defaultMode", (long)FileMode);
        foreach (var file in volume.ArrayAt("downwardAPI", "items").Objects())
            file.ObjectAt("fieldRef")?.SetDefault("apiVersion", "v1");
        foreach (var source in volume.ArrayAt("projected", "sources").Objects())
        {
            source.ObjectAt("serviceAccountToken")?.SetDefault("expirationSeconds", 3600L);
            foreach (var file in source.ArrayAt("downwardAPI", "items").Objects())
                file.ObjectAt("fieldRef")?.SetDefault("apiVersion", "v1");
        }

        volume.ObjectAt("hostPath")?.SetDefault("type", "");
    }

    /// <summary>Only a tag that may move is pulled every time.</summary>
    private static string PullPolicy(string image)
    {
        if (image.Contains('@'))
            return "IfNotPresent";
        var name = image[(image.LastIndexOf('/') + 1)..];
        var tag = name.Contains(':') ? name[(name.IndexOf(':') + 1)..] : "latest";
        return tag == "latest" ? "Always" : "IfNotPresent";
    }
}
