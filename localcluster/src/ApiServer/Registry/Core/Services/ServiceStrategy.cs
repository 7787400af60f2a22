using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core.Services;

/// <summary>Services: addresses and node ports are allocated here, and stay.</summary>
internal sealed class ServiceStrategy : Strategy
{
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

    public override bool HasStatus => true;

    public override NameValidation NameRule => NameValidation.LabelWithoutDots;

    public override IReadOnlyList<string> SelectableFields => ["spec.clusterIP", "spec.type"];

    public override string UnknownFieldLabel(string field) => $"field label not supported: {field}";

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        spec.SetDefault("sessionAffinity", "None");
        spec.SetDefault("type", "ClusterIP");
        if (spec.StringAt("sessionAffinity") == "ClientIP")
            spec.Ensure("sessionAffinityConfig").Ensure("clientIP").SetDefault("timeoutSeconds", 10800L);
        else
            spec.Remove("sessionAffinityConfig");
        foreach (var port in spec.ArrayAt("ports").Objects())
        {
            port.SetDefault("protocol", "TCP");
            if (port["targetPort"] is null || port.LongAt("targetPort") == 0 || port.StringAt("targetPort") is "")
                port["targetPort"] = port.LongAt("port") ?? 0;
        }

        var type = spec.StringAt("type");
        if (type is "NodePort" or "LoadBalancer")
            spec.SetDefault("externalTrafficPolicy", "Cluster");
        if (type is not "ExternalName")
            spec.SetDefault("internalTrafficPolicy", "Cluster");
        if (type == "LoadBalancer")
            spec.SetDefault("allocateLoadBalancerNodePorts", true);
    }

    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        value["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        ServiceAllocation.Complete(value, null, context);
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        base.PrepareForUpdate(value, old, context);
        ServiceAllocation.Complete(value, old, context);
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        var type = spec.StringAt("type") ?? "";
        if (!Types.Contains(type))
            yield return FieldError.NotSupported("spec.type", FieldError.Quote(type), Types);
        var ports = spec.ArrayAt("ports").Objects().ToList();
        if (ports.Count == 0 && type != "ExternalName" && spec.StringAt("clusterIP") != "None")
            yield return FieldError.Required("spec.ports", "");
        if (type == "ExternalName" && string.IsNullOrEmpty(spec.StringAt("externalName")))
            yield return FieldError.Required("spec.externalName", "");
        foreach (var error in Ports(ports))
            yield return error;
        if (spec.StringAt("sessionAffinity") is { } affinity && affinity is not ("None" or "ClientIP"))
            yield return FieldError.NotSupported("spec.sessionAffinity", FieldError.Quote(affinity), ["ClientIP", "None"]);
        foreach (var error in MetadataValidation.Labels(spec.ObjectAt("selector"), "spec.selector"))
            yield return error;
        foreach (var error in ServiceAllocation.NodePortConflicts(value, context))
            yield return error;
    }

    public override IEnumerable<FieldError> ValidateCreate(JsonObject value, StrategyContext context) => ServiceAllocation.Conflicts(value, context);

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        var (now, before) = (value.StringAt("spec", "clusterIP") ?? "", old.StringAt("spec", "clusterIP") ?? "");
        if (before.Length > 0 && now != before && value.StringAt("spec", "type") != "ExternalName")
            yield return FieldError.Invalid("spec.clusterIPs[0]", $"[{FieldError.Quote(now)}]", "may not change once set");
    }

    private static IEnumerable<FieldError> Ports(List<JsonObject> ports)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(long, string)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var at = $"spec.ports[{i}]";
            var name = ports[i].StringAt("name") ?? "";
            if (name.Length == 0 && ports.Count > 1)
                yield return FieldError.Required($"{at}.name", "");
            foreach (var problem in name.Length == 0 ? [] : NameValidation.Label.Problems(name))
                yield return FieldError.InvalidText($"{at}.name", name, problem);
            if (name.Length > 0 && !names.Add(name))
                yield return FieldError.Duplicate($"{at}.name", FieldError.Quote(name));
            var number = ports[i].LongAt("port") ?? 0;
            var protocol = ports[i].StringAt("protocol") ?? "";
            if (number is < 1 or > 65535)
                yield return FieldError.Invalid($"{at}.port", $"{number}", PortNames.NumberRange);
            if (protocol is not ("TCP" or "UDP" or "SCTP"))
                yield return FieldError.NotSupported($"{at}.protocol", FieldError.Quote(protocol), ["SCTP", "TCP", "UDP"]);
            if (ports[i].LongAt("targetPort") is { } target and (< 1 or > 65535))
                yield return FieldError.Invalid($"{at}.targetPort", $"{target}", PortNames.NumberRange);
            foreach (var problem in ports[i].StringAt("targetPort") is { } targetName ? PortNames.Problems(targetName) : [])
                yield return FieldError.InvalidText($"{at}.targetPort", ports[i].StringAt("targetPort")!, problem);
            if (!numbers.Add((number, protocol)))
                yield return FieldError.Duplicate(
                    at, $"{{\"Name\":\"\",\"Protocol\":\"{protocol}\",\"AppProtocol\":null,\"Port\":{number},\"TargetPort\":0,\"NodePort\":0}}");
        }
    }
}
