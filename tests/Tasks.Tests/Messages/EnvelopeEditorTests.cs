using System.Text;
using CsCheck;

namespace October.Tasks.Messages;

public sealed class EnvelopeEditorTests
{
    private static readonly string[] Names =
    [
        "task", "id", "retries", "eta", "october_deliveries", "t\\u0061sk", "z", "\\ud800", "compression", "ignore_result", "timelimit", "stamps",
        "stamped_headers", "expires", "group_index",
    ];

    /// <summary>Values of every kind, also where a header has something else, and texts that are none.</summary>
    private static readonly Gen<string> Values = Gen.Recursive<string>((depth, value) => depth > 2
        ? OneOf("null", "true", "7", "-1.5e300", "\"a\"", "\"\\ud800\"", "[]", "{}")
        : Gen.OneOf(
            OneOf("null", "false", "99999999999999999999", "\"x\"", "\"\\udc00\\ud800\"", "\"2026-01-02T03:04:05+00:00\"", "\"a\\\"}\""),
            value.List[0, 3].Select(static items => $"[ {string.Join(" , ", items)} ]"),
            Gen.Select(OneOf(Names), value).List[0, 3].Select(Members)));

    private static readonly Gen<string> Headers = Gen.OneOf(
        OneOf("null", "{}"),
        Gen.Select(OneOf(Names), Values).List[0, 6].Select(static members => Members([("id", "\"i\""), .. members, ("task", "\"t\"")])),
        Gen.Select(OneOf(Names), Values).List[0, 6].Select(static members => Members([.. members, ("id", "\"i\"")])));

    private static readonly Gen<byte[]> Envelopes =
        from first in Headers
        from last in Headers
        from other in Values
        from body in OneOf("[[1],{},{}]", "[[\\\"\\\\ud800\\\"],{},null]", "{\\\"task\\\":\\\"t\\\",\\\"id\\\":\\\"i\\\",\\\"args\\\":[1]}")
        from twice in Gen.Bool
        select Encoding.UTF8.GetBytes(
            $$""" { "z": {{other}}, {{(twice ? $"\"headers\":{first}," : "")}} "headers" : {{last}},"body":"{{body}}","content-type":"application/json" } """);

    [Fact]
    public void Whatever_can_be_read_can_be_changed_and_keeps_the_rest()
    {
        var read = 0;
        Envelopes.Sample(envelope =>
        {
            if (Read(envelope) is not { } message)
                return true;
            Interlocked.Increment(ref read);
            var counted = EnvelopeReader.Read(EnvelopeEditor.WithDeliveries(envelope, 3));
            var again = EnvelopeReader.Read(EnvelopeEditor.WithRetry(EnvelopeEditor.WithDeliveries(envelope, 3), 9, DateTimeOffset.UnixEpoch));
            return (counted.Deliveries, again.Deliveries, again.Retries, again.Eta) == (3, 0, 9, DateTimeOffset.UnixEpoch)
                && EnvelopeReader.Read(EnvelopeEditor.WithoutDeliveries(envelope)).Deliveries == 0
                && (counted.Id, counted.Task, Text(counted.Args)) == (message.Id, message.Task, Text(message.Args))
                && (again.Id, again.Task, Text(again.Args)) == (message.Id, message.Task, Text(message.Args));
        });

        Assert.InRange(read, 1, int.MaxValue);
    }

    [Fact]
    public void What_is_not_changed_stays_byte_for_byte()
    {
        const string Before = """{"a": "\ud800", "headers": {"z": "\ud800", "october_deliveries": 1, "task": "t", "id": "x"}, "body": "e30="}""";

        var after = Text(EnvelopeEditor.WithDeliveries(Encoding.UTF8.GetBytes(Before), 2));

        Assert.Equal("""{"a": "\ud800", "headers": {"z": "\ud800","task": "t","id": "x","october_deliveries":2}, "body": "e30="}""", after);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Members(IReadOnlyList<(string Name, string Value)> members) =>
        $"{{ {string.Join(" , ", members.Select(static one => $"\"{one.Name}\" : {one.Value}"))} }}";

    private static TaskMessage? Read(byte[] envelope)
    {
        try
        {
            return EnvelopeReader.Read(envelope);
        }
        catch (MessageFormatException)
        {
            return null;
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
