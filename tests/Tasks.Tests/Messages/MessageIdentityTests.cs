using System.Text;
using System.Text.Json.Nodes;

namespace October.Tasks.Messages;

public sealed class MessageIdentityTests
{
    [Theory]
    [InlineData("""[[NaN],{"\ud800":1},{}]""")]
    [InlineData("""[[NaN],{"a":"\ud800"},{}]""")]
    [InlineData("""[[NaN],{},{"chain":[{"task":"\udfff"}]}]""")]
    [InlineData("""[[NaN],{},{"chord":{"task":"a","kwargs":{"\ud800":"\ud800"}}}]""")]
    [InlineData("[[")]
    public void Whatever_the_body_says_the_headers_say_whose_it_is(string body)
    {
        var message = MessageIdentity.Of(Envelope(body));

        Assert.Equal(("first", "G"), (message?.Id, message?.GroupId));
    }

    [Fact]
    public void Who_waits_for_the_task_is_known_although_another_part_of_the_body_is_no_text()
    {
        var message = MessageIdentity.Of(Envelope("""[["\ud800"],{"\ud800":NaN},{"chord":{"task":"body","args":["\ud800"]}}]"""));

        var embed = JsonNode.Parse(message!.Embed.Span)!;
        Assert.Equal("body", embed["chord"]!["task"]!.GetValue<string>());
        Assert.Equal("\\ud800", embed["chord"]!["args"]![0]!.GetValue<string>());
    }

    [Fact]
    public void Of_millions_of_values_that_say_nothing_of_it_no_more_than_their_text_is_kept()
    {
        var many = string.Join(',', Enumerable.Repeat("0", 2_000_000));
        var body = $$$"""[[NaN,{{{many}}}],{"a":[{{{many}}}]},{"chord":{"task":"body"},"other":[{{{many}}}]}]""";
        var envelope = Envelope(body);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = MessageIdentity.Of(envelope);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 * body.Length);
        Assert.Equal("""{"chord":{"task":"body"}}""", Encoding.UTF8.GetString(message!.Embed.Span));
    }

    [Theory]
    [InlineData("""{"id":"v1","task":"old","taskset":"G1","args":[NaN],"chord":{"task":"b"}}""", "old", "G1", """{"chord":{"task":"b"}}""")]
    [InlineData("""{"id":"v1","task":"old","args":[Infinity],"callbacks":null}""", "old", null, "")]
    public void A_message_of_protocol_version_1_says_it_in_its_body(string body, string task, string? group, string embed)
    {
        var message = MessageIdentity.Of(Encoding.UTF8.GetBytes(new JsonObject { ["body"] = body, ["headers"] = new JsonObject() }.ToJsonString()));

        Assert.Equal(("v1", task, group, embed), (message?.Id, message?.Task, message?.GroupId, Encoding.UTF8.GetString(message!.Embed.Span)));
    }

    [Fact]
    public void Whose_it_is_can_be_asked_without_its_body()
    {
        var message = MessageIdentity.Of(Envelope("""[[],{},{"chord":{"task":"b"}}]"""), withBody: false);

        Assert.Equal(("first", 0), (message?.Id, message?.Embed.Length));
    }

    private static byte[] Envelope(string body) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["body"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
            ["content-type"] = "application/json",
            ["headers"] = new JsonObject { ["id"] = "first", ["task"] = "ping", ["group"] = "G" },
            ["properties"] = new JsonObject { ["body_encoding"] = "base64" },
        }.ToJsonString());
}
