using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace October.Tasks.Messages;

public sealed class EnvelopeTests
{
    /// <summary>
    /// As Celery 5.2.6 put it into Redis for <c>send_task('add', args=[2], kwargs={'y': 'ü'}, countdown=10, expires=60, ignore_result=True)</c>.
    /// </summary>
    private const string FromCelery =
        """{"body": "W1syXSwgeyJ5IjogIlx1MDBmYyJ9LCB7ImNhbGxiYWNrcyI6IG51bGwsICJlcnJiYWNrcyI6IG51bGwsICJjaGFpbiI6IG51bGwsICJjaG9yZCI6IG51bGx9XQ==","""
            + """ "content-encoding": "utf-8", "content-type": "application/json", "headers": """
            + """{"lang": "py", "task": "add", "id": "717fee13-4569-4f3e-aecb-b3a0a32980c0", "shadow": """
            + """null, "eta": "2026-11-23T23:36:46.957171+00:00", "expires": "2026-11-23T23:37:36.957171+00:00", "group": null, "group_index": """
            + """null, "retries": 0, "timelimit": [null, 2.5], "root_id": "717fee13-4569-4f3e-aecb-b3a0a32980c0", "parent_id": """
            + """null, "argsrepr": "[2]", "kwargsrepr": "{'y': '\u00fc'}", "origin": "gen6926@vm", "ignore_result": true}, "properties": """
            + """{"correlation_id": "717fee13-4569-4f3e-aecb-b3a0a32980c0", "reply_to": "b29aeb25-d542-3bd3-a8b4-529a41b58ed7", "delivery_mode": """
            + """2, "expiration": "60000", "delivery_info": {"exchange": "", "routing_key": "mail"}, "priority": """
            + """4, "body_encoding": "base64", "delivery_tag": "1ceaebcd-2840-4dca-9f9b-13125f7c6dd1"}}""";

    private static readonly Gen<string> Names = Gen.String[Gen.Char['!', 'ÿ'].Where(static one => !char.IsControl(one)), 1, 30];

    private static readonly Gen<DateTimeOffset?> Times = Gen.Long[0, 4_000_000_000_000_000].Select(static micros =>
        micros % 5 == 0 ? null : (DateTimeOffset?)DateTimeOffset.UnixEpoch.AddTicks(micros * 10));

    private static readonly Gen<TaskMessage> Messages =
        from id in Names
        from task in Names
        from queue in Names
        from text in Gen.String
        from number in Gen.Int[0, 9]
        from eta in Times
        from expires in Times
        from ignore in Gen.Bool
        select new TaskMessage
        {
            Id = id,
            Task = task,
            Queue = queue,
            Priority = number,
            Retries = number * 3,
            Deliveries = number / 2,
            MaxRetries = number % 2 == 0 ? number : null,
            RetryDelay = number % 3 == 0 ? TimeSpan.FromMilliseconds(1 + number) : null,
            MaxRetryDelay = number % 3 == 1 ? TimeSpan.FromDays(number) : null,
            Eta = eta,
            Expires = expires,
            SentAt = expires,
            IgnoreResult = ignore,
            HardTimeLimit = number > 4 ? TimeSpan.FromSeconds(number) : null,
            SoftTimeLimit = number > 6 ? TimeSpan.FromSeconds(number / 2.0) : null,
            RootId = id,
            ParentId = number > 3 ? task : null,
            GroupId = number > 5 ? task : null,
            Origin = task,
            TraceParent = number > 2 ? "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" : null,
            Args = Bytes(new JsonArray(text, number).ToJsonString()),
            Kwargs = Bytes(new JsonObject { [text] = number }.ToJsonString()),
        };

    [Fact]
    public void A_message_from_Celery_is_read_field_by_field()
    {
        var message = EnvelopeReader.Read(Bytes(FromCelery));

        Assert.Equal("717fee13-4569-4f3e-aecb-b3a0a32980c0", message.Id);
        Assert.Equal("add", message.Task);
        Assert.Equal("[2]", Text(message.Args));
        Assert.Equal("""{"y": "\u00fc"}""", Text(message.Kwargs));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 23, 36, 46, TimeSpan.Zero).AddTicks(9571710), message.Eta);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 23, 37, 36, TimeSpan.Zero).AddTicks(9571710), message.Expires);
        Assert.Null(message.HardTimeLimit);
        Assert.Equal(TimeSpan.FromSeconds(2.5), message.SoftTimeLimit);
        Assert.True(message.IgnoreResult);
        Assert.Equal("mail", message.Queue);
        Assert.Equal(4, message.Priority);
        Assert.Equal("gen6926@vm", message.Origin);
    }

    [Fact]
    public void What_was_written_is_read_back() =>
        Messages.Sample(static message =>
        {
            var read = EnvelopeReader.Read(EnvelopeWriter.Write(message, "tag"));
            return Text(read.Args) == Text(message.Args) && Text(read.Kwargs) == Text(message.Kwargs)
                && read with { Args = default, Kwargs = default } == message with { Args = default, Kwargs = default };
        });

    [Fact]
    public void Any_bytes_are_read_or_refused_as_malformed() =>
        Gen.Byte.Array[0, 60].Select(Gen.Int[0, FromCelery.Length], Gen.Bool).Sample(static (noise, at, inside) =>
        {
            var bytes = inside ? [.. Bytes(FromCelery)[..at], .. noise, .. Bytes(FromCelery)[at..]] : noise;
            try
            {
                return EnvelopeReader.Read(bytes).Id.Length >= 0;
            }
            catch (MessageFormatException exception)
            {
                return exception.Message.Length > 0;
            }
        });

    [Theory]
    [InlineData("\"application/json\"", "\"application/x-python-serialize\"", "content type \"application/x-python-serialize\" is not supported")]
    [InlineData("\"utf-8\"", "\"binary\"", "content encoding \"binary\" is not supported")]
    [InlineData("\"task\": \"add\"", "\"shadowed\": \"add\"", "protocol version 2, and no map")]
    [InlineData("\"id\": \"717fee13-4569-4f3e-aecb-b3a0a32980c0\", ", "", "\"id\" is missing")]
    [InlineData("\"W1sy", "\"****", "not base64")]
    [InlineData(
        "W1syXSwgeyJ5IjogIlx1MDBmYyJ9LCB7ImNhbGxiYWNrcyI6IG51bGwsICJlcnJiYWNrcyI6IG51bGwsICJjaGFpbiI6IG51bGwsICJjaG9yZCI6IG51bGx9XQ==",
        "e30=",
        "not a JSON array")]
    [InlineData("2026-11-23T23:36:46.957171+00:00", "tomorrow", "\"tomorrow\" is not an ISO 8601 time")]
    public void What_cannot_be_run_is_refused_with_its_reason(string part, string instead, string reason)
    {
        var refusal = Assert.Throws<MessageFormatException>(() => EnvelopeReader.Read(Bytes(FromCelery.Replace(part, instead, StringComparison.Ordinal))));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"application/json\"")]
    [InlineData("\"utf-8\"")]
    [InlineData("\"2026-11-23T23:36:46.957171+00:00\"")]
    public void What_a_reason_quotes_is_one_line_and_not_of_any_length(string part)
    {
        var message = FromCelery.Replace(part, $"\"a\\nb\\u001b[2J{new string('x', 100_000)}\"", StringComparison.Ordinal);

        var reason = Assert.Throws<MessageFormatException>(() => EnvelopeReader.Read(Bytes(message))).Message;

        Assert.InRange(reason.Length, 1, 550);
        Assert.DoesNotContain(reason, char.IsControl);
        Assert.Contains("a\\nb\\u001b[2Jxxx", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-2147483648", 0)]
    [InlineData("-1", 0)]
    [InlineData("2147483647", int.MaxValue / 2)]
    public void What_is_counted_is_neither_below_nothing_nor_without_a_next(string count, int read)
    {
        var message = EnvelopeReader.Read(
            Bytes(FromCelery.Replace("\"retries\": 0", $"\"retries\": {count}, \"october_deliveries\": {count}", StringComparison.Ordinal)));

        Assert.Equal((read, read), (message.Retries, message.Deliveries));
    }

    [Fact]
    public void A_header_that_is_listed_again_and_again_is_one_header() =>
        Assert.Equal(1000, EnvelopeReader.Read(Stamped(Enumerable.Repeat("s", 200), 1000)).Stamps.Count);

    [Fact]
    public void The_last_stamp_of_one_name_counts_and_none_that_is_not_listed()
    {
        var message = FromCelery.Replace(
            "\"retries\": 0",
            """ "retries": 0, "stamped_headers": ["b", "none", "a", 1], "stamps": {"a": 1, "c": 2, "b": ["x", {"y": 1}], "a": "z", "none": null} """,
            StringComparison.Ordinal);

        Assert.Equal([new("b", "x"), new("b", """{"y": 1}"""), new TaskStamp("a", "z")], EnvelopeReader.Read(Bytes(message)).Stamps);
    }

    [Theory]
    [InlineData(1, 1001)]
    [InlineData(2, 501)]
    [InlineData(1001, 0)]
    public void More_stamps_than_a_message_may_have_are_refused(int headers, int each)
    {
        var stamped = Stamped(Enumerable.Range(0, headers).Select(static at => $"s{at}"), each);

        Assert.Contains("more than 1000 stamps", Assert.Throws<MessageFormatException>(() => EnvelopeReader.Read(stamped)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_beyond_the_limit_is_refused_before_it_is_looked_at() =>
        Assert.Equal(
            "the message has 67108865 bytes; the limit is 64 MiB",
            Assert.Throws<MessageFormatException>(() => EnvelopeReader.Read(new byte[(64 << 20) + 1])).Message);

    [Fact]
    public void A_retry_keeps_everything_but_its_count_and_time()
    {
        var eta = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

        var retry = JsonNode.Parse(EnvelopeEditor.WithRetry(EnvelopeEditor.WithDeliveries(Bytes(FromCelery), 3), 1, eta))!;

        var expected = JsonNode.Parse(FromCelery)!;
        expected["headers"]!["retries"] = 1;
        expected["headers"]!["eta"] = "2030-01-02T03:04:05.000000+00:00";
        Assert.True(JsonNode.DeepEquals(expected, retry), retry.ToJsonString());
    }

    [Fact]
    public void What_says_a_thing_twice_can_be_sent_again()
    {
        var twice = FromCelery
            .Replace("\"retries\": 0", "\"retries\": 7, \"retries\": 0", StringComparison.Ordinal)
            .Replace("{\"body\"", "{\"headers\": {\"task\": \"other\", \"id\": \"1\"}, \"body\"", StringComparison.Ordinal);
        Assert.NotEqual(FromCelery.Length, twice.Length);

        var retry = EnvelopeReader.Read(EnvelopeEditor.WithRetry(EnvelopeEditor.WithDeliveries(Bytes(twice), 3), 1, DateTimeOffset.UnixEpoch));

        Assert.Equal((EnvelopeReader.Read(Bytes(twice)).Id, 1, 0), (retry.Id, retry.Retries, retry.Deliveries));
    }

    [Fact]
    public void A_retry_of_a_message_of_protocol_1_is_one_of_protocol_2()
    {
        var body = """{\"task\":\"add\",\"id\":\"a\",\"args\":[1],\"kwargs\":{},\"retries\":2,\"taskset\":\"g\"}""";
        var one = $$"""{"body":"{{body}}","content-type":"application/json","headers":{} }""";

        var retry = EnvelopeReader.Read(EnvelopeEditor.WithRetry(Bytes(one), 3, DateTimeOffset.UnixEpoch));

        Assert.Equal(("a", "add", "[1]", 3, "g"), (retry.Id, retry.Task, Text(retry.Args), retry.Retries, retry.GroupId));
        Assert.Equal(2, EnvelopeReader.Read(Bytes(one)).Retries);
    }

    /// <summary>A message with so many stamps under each of these headers.</summary>
    private static byte[] Stamped(IEnumerable<string> headers, int each)
    {
        var listed = headers.ToList();
        var message = JsonNode.Parse(FromCelery)!;
        message["headers"]!["stamped_headers"] = new JsonArray([.. listed.Select(static name => JsonValue.Create(name))]);
        message["headers"]!["stamps"] = new JsonObject(listed.Distinct().Select(name =>
            KeyValuePair.Create(name, (JsonNode?)new JsonArray([.. Enumerable.Range(0, each).Select(static value => JsonValue.Create(value))]))));
        return Bytes(message.ToJsonString());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
