using System.Text.Json.Nodes;
using October.Crd.Spec;

namespace October.Crd.Defaults;

public sealed class SpecDefaultsTests
{
    [Theory]
    [InlineData(6000, 1, "spec.api.podTemplate.spec has ")]
    [InlineData(1, 41, "spec.api.podTemplate.spec is nested too deep; it may have 40 levels")]
    public void A_part_of_any_shape_is_no_larger_than_the_operator_has_time_for(int items, int depth, string message)
    {
        var deep = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
        var list = string.Join(',', Enumerable.Repeat($$"""{"key":"k","x":{{deep}}}""", items));
        var spec = """{"api":{"image":"a","podTemplate":{"spec":{"tolerations":[0]}}},"worker":{"image":"w"}}""".Replace("0", list, StringComparison.Ordinal);
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Resolve(spec)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"s","task":"t","every":"1m","kwargs":{"x":DEEP}}""", "kwargs of schedule s is nested too deep; it may have 40 levels")]
    [InlineData("""{"name":"s","task":"t","every":"1m","args":[DEEP]}""", "args of schedule s is nested too deep; it may have 40 levels")]
    [InlineData("""{"name":"a","task":"t","every":"1m","args":["LONG"]},{"name":"b","task":"t","every":"1m","args":["LONG"]}""", "spec.schedules has ")]
    public void All_schedules_fit_into_one_variable(string schedules, string message)
    {
        var spec = $$"""{"api":{"image":"a"},"worker":{"image":"w"},"schedules":[{{schedules}}]}"""
            .Replace("DEEP", new string('[', 50) + new string(']', 50), StringComparison.Ordinal)
            .Replace("LONG", new string('x', 40_000), StringComparison.Ordinal);
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Resolve(spec)).Message, StringComparison.Ordinal);
    }

    /// <summary>A schema bounds no keys, and each revision has the whole again.</summary>
    [Theory]
    [InlineData("""{"api":{"image":"a"},"worker":{"image":"w"},"config":MAP}""", "spec.config has ")]
    [InlineData("""{"api":{"image":"a"},"worker":{"image":"w"},"ingress":{"annotations":MAP}}""", "spec.ingress.annotations has ")]
    [InlineData("""{"api":{"image":"a"},"worker":{"image":"w","podTemplate":{"labels":MAP}}}""", "spec.worker.podTemplate.labels has ")]
    [InlineData("""{"api":{"image":"a"},"worker":{"image":"w"},"redis":{"podTemplate":{"annotations":MAP}}}""", "spec.redis.podTemplate.annotations has ")]
    public void A_map_is_no_larger_than_the_operator_has_memory_for(string spec, string message)
    {
        var half = new string('x', 40_000);
        Resolve(spec.Replace("MAP", $$"""{"k":"{{half}}"}""", StringComparison.Ordinal));
        foreach (var map in (string[])[$$"""{"{{half}}{{half}}":""}""", $$"""{"a":"{{half}}","b":"{{half}}"}"""])
            Assert.StartsWith(
                message, Assert.Throws<FormatException>(() => Resolve(spec.Replace("MAP", map, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    /// <summary>No revision has them, and a child that is too large is refused by the API server, alone.</summary>
    [Theory]
    [InlineData("""{"api":{"image":"a","service":{"annotations":MAP}},"worker":{"image":"w"}}""")]
    [InlineData("""{"api":{"image":"a"},"worker":{"image":"w"},"monitoring":{"labels":MAP}}""")]
    [InlineData("""{"api":{"image":"a"},"worker":{"image":"w"},"autoscaling":{"api":{"behavior":MAP}}}""")]
    public void A_live_map_of_any_size_stops_nothing_else(string spec) =>
        Resolve(spec.Replace("MAP", $$"""{"{{new string('x', 80_000)}}":""}""", StringComparison.Ordinal));

    /// <summary>Nobody may make of it the number that it is.</summary>
    [Theory]
    [InlineData("\"1e999999999\"")]
    [InlineData("\"1E-999999999\"")]
    [InlineData("1e300")]
    [InlineData("{\"a\":1}")]
    public void A_quantity_that_nothing_has_is_refused(string quantity)
    {
        var spec = """{"api":{"image":"a","resources":{"limits":{"memory":0}}},"worker":{"image":"w"}}""".Replace("0", quantity, StringComparison.Ordinal);
        Assert.Contains(
            "spec.api.resources.limits.memory must be a quantity", Assert.Throws<FormatException>(() => Resolve(spec)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "cpu=100m memory=128Mi", "cpu=500m memory=512Mi")]
    [InlineData("""{"requests":{"cpu":"2","memory":"1Gi"}}""", "cpu=2 memory=1Gi", "cpu=2 memory=1Gi")]
    [InlineData("""{"limits":{"cpu":"50m","memory":"64Mi"}}""", "cpu=50m memory=64Mi", "cpu=50m memory=64Mi")]
    [InlineData("""{"requests":{"cpu":0.25},"limits":{"memory":1073741824}}""", "cpu=0.25 memory=128Mi", "cpu=500m memory=1073741824")]
    [InlineData("""{"requests":{"cpu":1,"memory":5368709120}}""", "cpu=1 memory=5368709120", "cpu=1 memory=5368709120")]
    [InlineData("""{"requests":{"ephemeral-storage":"1Gi"}}""", "cpu=100m ephemeral-storage=1Gi memory=128Mi", "cpu=500m memory=512Mi")]
    public void A_default_never_contradicts_what_the_user_wrote(string resources, string requests, string limits)
    {
        var resolved = Resolve($$$"""{"worker":{"image":"w"},"api":{"image":"a","resources":{{{resources}}} } }""").Api.Resources;
        Assert.Equal((requests, limits), (Text(resolved.Requests), Text(resolved.Limits)));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    public void What_is_no_quantity_is_named(string cpu)
    {
        var exception = Assert.Throws<FormatException>(
            () => Resolve($$"""{"api":{"image":"a"},"worker":{"image":"w","resources":{"limits":{"cpu":{{cpu}} } } } }"""));
        Assert.Equal("spec.worker.resources.limits.cpu must be a quantity, for example 100m, 0.5 or 1Gi", exception.Message);
    }

    [Fact]
    public void A_volume_may_be_as_large_as_a_number_of_bytes() =>
        Assert.Equal(
            "53687091200", Resolve("""{"api":{"image":"a"},"worker":{"image":"w"},"redis":{"persistence":{"size":53687091200}}}""").Redis.Size);

    private static string Text(IReadOnlyDictionary<string, string> quantities) =>
        string.Join(' ', quantities.Select(pair => $"{pair.Key}={pair.Value}"));

    private static ResolvedApp Resolve(string spec) => SpecDefaults.Resolve(OctoberJson.Read<V1OctoberAppSpec>(JsonNode.Parse(spec)!));
}
