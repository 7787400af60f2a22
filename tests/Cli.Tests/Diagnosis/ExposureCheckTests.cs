using System.Text.Json.Nodes;

namespace October.Cli.Diagnosis;

public sealed class ExposureCheckTests
{
    [Fact]
    public void Apps_without_a_key_are_named_with_what_to_do()
    {
        var finding = ExposureCheck.Of([App("safe", null), App("open", "True")]);
        Assert.Equal("1 of 2 apps require no API key of callers from outside: shops/open", finding.What);
        Assert.Equal((Verdict.Optional, "set it"), (finding.Verdict, finding.Advice));
    }

    [Fact]
    public void Apps_with_keys_are_good() => Assert.Equal(Verdict.Good, ExposureCheck.Of([App("safe", null), App("other", "False")]).Verdict);

    private static JsonObject App(string name, string? exposed) => new()
    {
        ["metadata"] = new JsonObject { ["namespace"] = "shops", ["name"] = name },
        ["status"] = new JsonObject
        {
            ["conditions"] = exposed is null ? [] : new JsonArray(new JsonObject { ["type"] = "Exposed", ["status"] = exposed, ["message"] = "set it" }),
        },
    };
}
