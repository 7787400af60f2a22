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

    private static byte[] Envelope(string body) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["body"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
            ["content-type"] = "application/json",
            ["headers"] = new JsonObject { ["id"] = "first", ["task"] = "ping", ["group"] = "G" },
            ["properties"] = new JsonObject { ["body_encoding"] = "base64" },
        }.ToJsonString());
}
