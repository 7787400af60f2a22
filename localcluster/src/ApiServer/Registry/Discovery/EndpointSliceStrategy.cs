using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Discovery;

/// <summary>EndpointSlices.</summary>
internal sealed class EndpointSliceStrategy : Strategy
{
    public override bool HasGeneration => true;

    public override bool DesiredStateChanged(JsonObject value, JsonObject old) =>
        !value["endpoints"].DeepEqual(old["endpoints"]) || !value["ports"].DeepEqual(old["ports"]) || !value.Labels().DeepEqual(old.Labels());

    public override void Default(JsonObject value)
    {
        foreach (var port in value.ArrayAt("ports").Objects())
        {
            port.SetDefault("name", "");
            port.SetDefault("protocol", "TCP");
        }
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var type = value.StringAt("addressType") ?? "";
        if (type.Length == 0)
            yield return FieldError.Required("addressType", "");
        else if (type is not ("IPv4" or "IPv6" or "FQDN"))
            yield return FieldError.NotSupported("addressType", FieldError.Quote(type), ["FQDN", "IPv4", "IPv6"]);
        var endpoint = 0;
        foreach (var addresses in value.ArrayAt("endpoints").Objects().Select(e => e.ArrayAt("addresses")))
        {
            var index = 0;
            foreach (var address in addresses.Strings())
            {
                if (type is "IPv4" or "IPv6" && !IPAddress.TryParse(address, out _))
                {
                    yield return FieldError.InvalidText(
                        $"endpoints[{endpoint}].addresses[{index}]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
                }

                index++;
            }

            endpoint++;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var portIndex = 0;
        foreach (var port in value.ArrayAt("ports").Objects())
        {
            var name = port.StringAt("name") ?? "";
            if (!names.Add(name))
                yield return FieldError.Duplicate($"ports[{portIndex}].name", FieldError.Quote(name));
            portIndex++;
        }
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        if (value.StringAt("addressType") != old.StringAt("addressType"))
            yield return FieldError.InvalidText("addressType", value.StringAt("addressType") ?? "", "field is immutable");
    }
}
