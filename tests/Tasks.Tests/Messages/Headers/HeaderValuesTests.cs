using System.Text;
using System.Text.Json.Nodes;

namespace October.Tasks.Messages.Headers;

/// <summary>What a header says is done or refused; it is not taken for absent.</summary>
public sealed class HeaderValuesTests
{
    [Theory]
    [InlineData("eta", "1900000000", "time in ISO 8601")]
    [InlineData("eta", """{"__type__":"datetime","__value__":"2027-01-01T00:00:00"}""", "time in ISO 8601")]
    [InlineData("expires", "1", "time in ISO 8601")]
    [InlineData("expires", "true", "time in ISO 8601")]
    [InlineData("timelimit", """["30",null]""", "pair of numbers")]
    [InlineData("timelimit", "[30,-1]", "pair of numbers")]
    [InlineData("timelimit", "[1,2,3]", "pair of numbers")]
    [InlineData("timelimit", "30", "pair of numbers")]
    [InlineData("retries", "\"1\"", "whole number")]
    [InlineData("retries", "99999999999", "whole number")]
    [InlineData("group_index", "1.5", "whole number")]
    [InlineData("ignore_result", "\"yes\"", "true or false")]
    [InlineData("group", "5", "text")]
    [InlineData("compression", "[]", "text")]
    [InlineData("october_max_retries", "{}", "whole number")]
    [InlineData("october_retry_delay", "0.5", "number of milliseconds")]
    public void A_value_of_another_kind_is_refused_with_its_header(string header, string value, string wanted)
    {
        var refused = Assert.Throws<MessageFormatException>(() => Read(header, value));

        Assert.Equal($"the header \"{header}\" is no {wanted}", refused.Message);
        Assert.Equal("first", MessageIdentity.Of(Envelope(header, value))?.Id);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("task")]
    [InlineData("group")]
    public void An_id_or_name_has_one_line_and_a_bounded_length(string header)
    {
        var longest = new string('é', 1000);
        Read(header, $"\"{longest}\"");

        foreach (var other in new[] { longest + "x", "two\\nlines", "\\u0000", "a\\u0085" })
        {
            var refused = Assert.Throws<MessageFormatException>(() => Read(header, $"\"{other}\""));

            Assert.Equal($"the header \"{header}\" must have at most 1000 characters, and no control characters", refused.Message);
            var identity = MessageIdentity.Of(Envelope(header, $"\"{other}\""));
            Assert.Equal(header == "id", identity is null);
            Assert.True(header != "task" || identity!.Task.Length == 0);
            Assert.Null(identity?.GroupId);
        }
    }

    [Theory]
    [InlineData("eta")]
    [InlineData("expires")]
    [InlineData("timelimit")]
    [InlineData("retries")]
    [InlineData("group_index")]
    [InlineData("ignore_result")]
    [InlineData("group")]
    [InlineData("compression")]
    [InlineData("october_deliveries")]
    [InlineData("october_retry_delay")]
    public void Null_is_no_value(string header) => Assert.Equal(Read("other", "1"), Read(header, "null"));

    [Theory]
    [InlineData("[null,null]", null, null)]
    [InlineData("[0,0]", null, null)]
    [InlineData("[1e9,2.5]", null, 2.5)]
    [InlineData("[300,60]", 300.0, 60.0)]
    [InlineData("[]", null, null)]
    public void Limits_are_read_as_Celery_writes_them(string value, double? hard, double? soft)
    {
        var message = Read("timelimit", value);

        Assert.Equal((hard, soft), (message.HardTimeLimit?.TotalSeconds, message.SoftTimeLimit?.TotalSeconds));
    }

    [Fact]
    public void A_number_is_true_as_in_Python()
    {
        Assert.True(Read("ignore_result", "1").IgnoreResult);
        Assert.False(Read("ignore_result", "0").IgnoreResult);
    }

    private static TaskMessage Read(string header, string value) =>
        EnvelopeReader.Read(Envelope(header, value)) with { Args = default, Kwargs = default, Embed = default };

    private static byte[] Envelope(string header, string value) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["body"] = Convert.ToBase64String("[[],{},{}]"u8),
            ["content-type"] = "application/json",
            ["headers"] = new JsonObject { ["id"] = "first", ["task"] = "ping", [header] = JsonNode.Parse(value) },
            ["properties"] = new JsonObject { ["body_encoding"] = "base64" },
        }.ToJsonString());
}
