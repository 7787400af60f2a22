using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Services;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Networking;

/// <summary>Ingresses.</summary>
internal sealed class IngressStrategy : Strategy
{
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override void PrepareForCreate(JsonObject value, StrategyContext context) =>
        value["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        if (spec.ArrayAt("rules") is null or { Count: 0 } && spec.ObjectAt("defaultBackend") is null)
            yield return FieldError.Invalid("spec", "null", "either `defaultBackend` or `rules` must be specified");
        var index = 0;
        foreach (var rule in spec.ArrayAt("rules").Objects())
        {
            var at = $"spec.rules[{index++}]";
            foreach (var problem in HostProblems(rule.StringAt("host") ?? ""))
                yield return FieldError.InvalidText($"{at}.host", rule.StringAt("host")!, problem);
            if (rule.ObjectAt("http") is { } http && http.ArrayAt("paths") is not { Count: > 0 })
                yield return FieldError.Required($"{at}.http.paths", "");
            var pathIndex = 0;
            foreach (var path in rule.ArrayAt("http", "paths").Objects())
            {
                foreach (var error in Path(path, $"{at}.http.paths[{pathIndex++}]"))
                    yield return error;
            }
        }
    }

    private static IEnumerable<string> HostProblems(string host)
    {
        if (host.Length == 0)
            return [];
        if (System.Net.IPAddress.TryParse(host, out _))
            return ["must be a DNS name, not an IP address"];
        return NameValidation.Subdomain.Problems(host.StartsWith("*.") ? host[2..] : host);
    }

    private static IEnumerable<FieldError> Path(JsonObject path, string at)
    {
        var type = path.StringAt("pathType");
        if (type is null)
            yield return FieldError.Required($"{at}.pathType", "pathType must be specified");
        else if (!PathTypes.Contains(type))
            yield return FieldError.NotSupported($"{at}.pathType", FieldError.Quote(type), PathTypes);
        var text = path.StringAt("path") ?? "";
        if (type is "Exact" or "Prefix" && !text.StartsWith('/'))
            yield return FieldError.InvalidText($"{at}.path", text, "must be an absolute path");
        var service = path.ObjectAt("backend", "service");
        if (service is null && path.ObjectAt("backend", "resource") is null)
            yield return FieldError.Required($"{at}.backend", "resource or service backend is required");
        if (service is null)
            yield break;
        if (string.IsNullOrEmpty(service.StringAt("name")))
            yield return FieldError.Required($"{at}.backend.service.name", "");
        var (number, portName) = (service.LongAt("port", "number") ?? 0, service.StringAt("port", "name") ?? "");
        if (number == 0 && portName.Length == 0)
            yield return FieldError.Required($"{at}.backend", "port name or number is required");
        else if (number != 0 && portName.Length > 0)
            yield return FieldError.InvalidText($"{at}.backend", "", "cannot set both port name & port number");
        else if (number is not 0 and (< 1 or > 65535))
            yield return FieldError.Invalid($"{at}.backend.service.port.number", $"{number}", PortNames.NumberRange);
        foreach (var problem in portName.Length > 0 ? PortNames.Problems(portName) : [])
            yield return FieldError.InvalidText($"{at}.backend.service.port.name", portName, problem);
    }
}
