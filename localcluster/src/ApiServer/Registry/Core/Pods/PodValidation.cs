using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Services;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>Validation of pod specs (the parts of <c>ValidatePodSpec</c> that users run into).</summary>
internal static class PodValidation
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    private const string ImmutableSentence =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`," +
        "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously "
            + "negative)";

    public static IEnumerable<FieldError> Spec(JsonObject? spec, string path)
    {
        var errors = new List<FieldError>();
        var volumes = Volumes(spec.ArrayAt("volumes"), path, errors);
        var containers = spec.ArrayAt("containers").Objects().ToList();
        if (containers.Count == 0)
            errors.Add(FieldError.Required($"{path}.containers", ""));
        var names = new HashSet<string>(StringComparer.Ordinal);
        Containers(containers, $"{path}.containers", names, volumes, errors);
        Containers([.. spec.ArrayAt("initContainers").Objects()], $"{path}.initContainers", names, volumes, errors);
        var restart = spec.StringAt("restartPolicy") ?? "";
        if (!RestartPolicies.Contains(restart))
            errors.Add(FieldError.NotSupported($"{path}.restartPolicy", FieldError.Quote(restart), RestartPolicies));
        foreach (var error in Dns(spec, path))
            errors.Add(error);
        if (spec.LongAt("terminationGracePeriodSeconds") is < 0 and var grace)
            errors.Add(FieldError.Invalid($"{path}.terminationGracePeriodSeconds", $"{grace}", "must be greater than or equal to 0"));
        if (spec.LongAt("activeDeadlineSeconds") is < 1 and var deadline)
            errors.Add(FieldError.Invalid($"{path}.activeDeadlineSeconds", $"{deadline}", "must be between 1 and 2147483647, inclusive"));
        return errors;
    }

    /// <summary>After its creation only images, deadline, tolerations and the node of a pod may change.</summary>
    public static IEnumerable<FieldError> Update(JsonObject value, JsonObject old)
    {
        var (now, before) = (Comparable(value), Comparable(old));
        if (now.DeepEqual(before))
            yield break;
        var (newContainers, oldContainers) = (value.ArrayAt("spec", "containers")?.Count, old.ArrayAt("spec", "containers")?.Count);
        yield return newContainers != oldContainers
            ? FieldError.Forbidden("spec.containers", "pod updates may not add or remove containers")
            : FieldError.Forbidden("spec", ImmutableSentence);
    }

    private static IEnumerable<FieldError> Dns(JsonObject? spec, string path)
    {
        var policy = spec.StringAt("dnsPolicy");
        if (policy is not (null or "ClusterFirstWithHostNet" or "ClusterFirst" or "Default" or "None"))
            yield return FieldError.NotSupported($"{path}.dnsPolicy", FieldError.Quote(policy), ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]);
        if (policy == "None" && spec.ObjectAt("dnsConfig") is null)
            yield return FieldError.Required($"{path}.dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
        else if (policy == "None" && spec.ArrayAt("dnsConfig", "nameservers") is not { Count: > 0 })
            yield return FieldError.Required($"{path}.dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
    }

    private static JsonObject Comparable(JsonObject pod)
    {
        var spec = pod.ObjectAt("spec")?.Clone() ?? [];
        foreach (var container in spec.ArrayAt("containers").Objects().Concat(spec.ArrayAt("initContainers").Objects()))
            container.Remove("image");
        foreach (var field in (string[])["activeDeadlineSeconds", "tolerations", "schedulingGates"])
            spec.Remove(field);
        return spec;
    }

    private static HashSet<string> Volumes(JsonArray? volumes, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in volumes.Objects())
        {
            var at = $"{path}.volumes[{index++}]";
            var name = volume.StringAt("name") ?? "";
            Name(name, $"{at}.name", errors);
            if (name.Length > 0 && !names.Add(name))
                errors.Add(FieldError.Duplicate($"{at}.name", FieldError.Quote(name)));
            if (volume.Count < 2)
                errors.Add(FieldError.Required(at, "must specify a volume type"));
            else if (volume.Count > 2)
                errors.Add(
                    FieldError.Forbidden(
                        $"{at}.{volume.Select(p => p.Key).Where(k => k != "name").Order(StringComparer.Ordinal).Last()}",
                        "may not specify more than 1 volume type"));
        }

        return names;
    }

    private static void Containers(List<JsonObject> containers, string path, HashSet<string> names, HashSet<string> volumes, List<FieldError> errors)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            var at = $"{path}[{i}]";
            var name = container.StringAt("name") ?? "";
            Name(name, $"{at}.name", errors);
            if (name.Length > 0 && !names.Add(name))
                errors.Add(FieldError.Duplicate($"{at}.name", FieldError.Quote(name)));
            var image = container.StringAt("image") ?? "";
            if (image.Length == 0)
                errors.Add(FieldError.Required($"{at}.image", ""));
            else if (image.Trim() != image)
                errors.Add(FieldError.InvalidText($"{at}.image", image, "must not have leading or trailing whitespace"));
            if (container.StringAt("imagePullPolicy") is { } policy && !PullPolicies.Contains(policy))
                errors.Add(FieldError.NotSupported($"{at}.imagePullPolicy", FieldError.Quote(policy), PullPolicies));
            Ports(container, at, errors);
            Environment(container, at, errors);
            Mounts(container, at, volumes, errors);
            Resources(container.ObjectAt("resources"), $"{at}.resources", errors);
            if (
                container.ObjectAt("securityContext") is { } security
                && security.BoolAt("allowPrivilegeEscalation") == false
                && security.BoolAt("privileged") == true)
                errors.Add(
                    FieldError.Invalid(
                        $"{at}.securityContext", SecurityContextText.Of(security), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
            foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
                Probe(container.ObjectAt(probe), $"{at}.{probe}", isReadiness: probe == "readinessProbe", errors);
        }
    }

    private static void Name(string name, string path, List<FieldError> errors)
    {
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path, ""));
            return;
        }

        foreach (var problem in NameValidation.Label.Problems(name))
            errors.Add(FieldError.InvalidText(path, name, problem));
    }

    private static void Ports(JsonObject container, string path, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in container.ArrayAt("ports").Objects())
        {
            var at = $"{path}.ports[{index++}]";
            if (port.StringAt("name") is { Length: > 0 } name)
            {
                foreach (var problem in PortNames.Problems(name))
                    errors.Add(FieldError.InvalidText($"{at}.name", name, problem));
                if (!names.Add(name))
                    errors.Add(FieldError.Duplicate($"{at}.name", FieldError.Quote(name)));
            }

            var number = port.LongAt("containerPort") ?? 0;
            if (number == 0)
                errors.Add(FieldError.Required($"{at}.containerPort", ""));
            else if (number is < 1 or > 65535)
                errors.Add(FieldError.Invalid($"{at}.containerPort", $"{number}", PortNames.NumberRange));
            if (port.StringAt("protocol") is { } protocol && protocol is not ("TCP" or "UDP" or "SCTP"))
                errors.Add(FieldError.NotSupported($"{at}.protocol", FieldError.Quote(protocol), ["SCTP", "TCP", "UDP"]));
        }
    }

    private static void Environment(JsonObject container, string path, List<FieldError> errors)
    {
        var index = 0;
        foreach (var variable in container.ArrayAt("env").Objects())
        {
            var at = $"{path}.env[{index++}]";
            if (string.IsNullOrEmpty(variable.StringAt("name")))
                errors.Add(FieldError.Required($"{at}.name", ""));
            if (variable.StringAt("value") is { Length: > 0 } && variable["valueFrom"] is not null)
                errors.Add(FieldError.InvalidText($"{at}.valueFrom", "", "may not be specified when `value` is not empty"));
        }
    }

    private static void Mounts(JsonObject container, string path, HashSet<string> volumes, List<FieldError> errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var mount in container.ArrayAt("volumeMounts").Objects())
        {
            var at = $"{path}.volumeMounts[{index++}]";
            var name = mount.StringAt("name") ?? "";
            var target = mount.StringAt("mountPath") ?? "";
            if (name.Length == 0)
                errors.Add(FieldError.Required($"{at}.name", ""));
            else if (!volumes.Contains(name))
                errors.Add(FieldError.NotFound($"{at}.name", FieldError.Quote(name)));
            if (target.Length == 0)
                errors.Add(FieldError.Required($"{at}.mountPath", ""));
            else if (!paths.Add(target))
                errors.Add(FieldError.Invalid($"{at}.mountPath", FieldError.Quote(target), "must be unique"));
        }
    }

    private static void Resources(JsonObject? resources, string path, List<FieldError> errors)
    {
        foreach (var side in (string[])["limits", "requests"])
        {
            foreach (var (name, node) in resources.ObjectAt(side) ?? [])
            {
                if (Quantity.Parse(node.AsString() ?? "") is { Sign: < 0 })
                    errors.Add(FieldError.InvalidText($"{path}.{side}[{name}]", node.AsString() ?? "", "must be greater than or equal to 0"));
            }
        }

        foreach (var (name, node) in resources.ObjectAt("requests") ?? [])
        {
            var limit = resources.StringAt("limits", name);
            if (limit is not null && Quantity.Parse(node.AsString() ?? "") > Quantity.Parse(limit))
                errors.Add(FieldError.InvalidText($"{path}.requests", node.AsString() ?? "", $"must be less than or equal to {name} limit of {limit}"));
        }
    }

    private static void Probe(JsonObject? probe, string path, bool isReadiness, List<FieldError> errors)
    {
        if (probe is null)
            return;
        var handlers = new[] { "exec", "httpGet", "tcpSocket", "grpc" }.Count(probe.ContainsKey);
        if (handlers == 0)
            errors.Add(FieldError.Required(path, "must specify a handler type"));
        foreach (var field in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
        {
            if (probe.LongAt(field) is < 0 and var number)
                errors.Add(FieldError.Invalid($"{path}.{field}", $"{number}", "must be greater than or equal to 0"));
        }

        if (!isReadiness && probe.LongAt("successThreshold") is { } threshold and not 1)
            errors.Add(FieldError.Invalid($"{path}.successThreshold", $"{threshold}", "must be 1"));
    }
}
