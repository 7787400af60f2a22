using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

public sealed class SignatureTests
{
    [Fact]
    public async Task Fifty_thousand_error_links_are_linked_once_each()
    {
        var signature = Signature.Read(JsonNode.Parse("""{"task":"ping"}"""));
        var errbacks = Enumerable.Range(0, 50_000).Select(static i => JsonNode.Parse($$$$"""{"task":"error","args":[{{{{i}}}}],"kwargs":{}}""")).ToList();
        errbacks.Add(JsonNode.Parse("""{"kwargs":{},"args":[7.0],"task":"error"}"""));

        await Task.Run(() => Signature.LinkErrors(signature, errbacks), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Signature.LinkErrors(signature, errbacks);

        Assert.Equal(50_000, Signature.List(Signature.Options(signature)["link_error"]).Count);
    }

    [Theory]
    [InlineData("{0}e400")]
    [InlineData("\"\\ud800{0}\"")]
    [InlineData("[{1}]")]
    public async Task Links_of_one_kind_are_told_apart_by_what_is_in_them(string argument)
    {
        var signature = Signature.Read(JsonNode.Parse("""{"task":"ping"}"""));
        var errbacks = Enumerable.Range(1, 40_000).Select(i => JsonNode.Parse($$"""{"task":"error","args":[{{Of(argument, i)}}]}""")).ToList();

        await Task.Run(() => Signature.LinkErrors(signature, errbacks), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Signature.LinkErrors(signature, errbacks);

        Assert.Equal(40_000, Signature.List(Signature.Options(signature)["link_error"]).Count);
    }

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1e400", "10.0e399", true)]
    [InlineData("-0.00120e-400", "-12e-404", true)]
    [InlineData("0", "-0.0e17", true)]
    [InlineData("100", "1E+2", true)]
    [InlineData("1e400", "1e401", false)]
    [InlineData("-1", "1", false)]
    [InlineData("1e99999999999999999999", "1e99999999999999999999", true)]
    [InlineData("1e99999999999999999999", "1e99999999999999999998", false)]
    public void Numbers_that_are_equal_are_found(string one, string other, bool isFound)
    {
        var known = new HashSet<JsonNode?>([JsonNode.Parse(one)], SameJson.Instance);

        Assert.Equal(isFound, known.Contains(JsonNode.Parse(other)));
    }

    [Fact]
    public async Task Arguments_are_put_in_front_in_one_go()
    {
        var signature = Signature.Read(JsonNode.Parse($$"""{"task":"ping","args":[{{string.Join(',', Enumerable.Range(0, 300_000))}}]}"""));
        var args = new JsonArray([.. Enumerable.Range(0, 300_000).Select(static i => (JsonNode)i)]);

        await Task.Run(() => Signature.Prepend(signature, args), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        var all = signature["args"]!.AsArray();
        Assert.Equal((600_000, "0", "299999", "0"), (all.Count, $"{all[0]}", $"{all[299_999]}", $"{all[300_000]}"));
    }

    [Theory]
    [InlineData("""{"task":"ping","subtask_type":"NAME"}""")]
    [InlineData("""{"task":"NAME","args":7}""")]
    public void What_is_wrong_with_a_signature_is_one_short_line(string text)
    {
        var signature = JsonNode.Parse(text.Replace("NAME", $"a\\n\\u001b[31m{new string('x', 1 << 20)}", StringComparison.Ordinal));

        var message = Assert.Throws<SignatureException>(() => Signature.Kind(Signature.Read(signature))).Message;

        Assert.InRange(message.Length, 1, 1000);
        Assert.DoesNotContain(message, char.IsControl);
    }

    private static string Of(string argument, int i) =>
        argument
            .Replace("{0}", $"{i}", StringComparison.Ordinal)
            .Replace("{1}", string.Join(',', Convert.ToString(i, 2).Select(static bit => bit == '0' ? "null" : "{}")), StringComparison.Ordinal);
}
