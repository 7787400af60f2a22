using System.Text;
using System.Text.Json;

namespace October.Tasks.Handlers;

/// <summary>What is read of an argument is what was sent, and never another value.</summary>
public sealed class JsonTypesTests
{
    [Theory]
    [InlineData("\"Monday\"", DayOfWeek.Monday)]
    [InlineData("4", DayOfWeek.Thursday)]
    [InlineData("\"Monday,Thursday\"", null)]
    [InlineData("\"Monday, Monday\"", null)]
    [InlineData("9", null)]
    public void A_member_is_one_of_its_enumeration(string json, DayOfWeek? day) => Assert.Equal(day, Read(JsonTypes.Named<DayOfWeek>(), json));

    [Theory]
    [InlineData(FileAttributes.ReadOnly | FileAttributes.Hidden)]
    [InlineData(FileAttributes.Archive)]
    [InlineData(FileAttributes.None)]
    public void Flags_are_read_as_they_are_written(FileAttributes value) => Assert.Equal(value, Read(JsonTypes.Named<FileAttributes>(), Written(value)));

    [Fact]
    public void No_flag_is_read_as_it_is_written() => Assert.Equal(default, Read(JsonTypes.Named<FileAccess>(), Written(default(FileAccess)))!.Value);

    [Theory]
    [InlineData("3", FileAttributes.ReadOnly | FileAttributes.Hidden)]
    [InlineData("1048576", null)]
    [InlineData("\"ReadOnly, Huge\"", null)]
    public void Flags_are_those_that_there_are(string json, FileAttributes? value) => Assert.Equal(value, Read(JsonTypes.Named<FileAttributes>(), json));

    [Theory]
    [InlineData("2026-06-05T10:30:00Z", "2026-06-05T10:30:00+00:00")]
    [InlineData("2026-06-05T10:30:00.123456", "2026-06-05T10:30:00.123456+00:00")]
    [InlineData("2026-06-05 10:30:00.123456789+02:00", "2026-06-05T10:30:00.1234568+02:00")]
    [InlineData("2026-06-05T10:30-0230", "2026-06-05T10:30:00-02:30")]
    [InlineData("2026-06-05T10:30:00+02", "2026-06-05T10:30:00+02:00")]
    [InlineData("2026-06-05", "2026-06-05T00:00:00+00:00")]
    [InlineData("05/06/2026", null)]
    [InlineData("10:30", null)]
    [InlineData("5 June 2026", null)]
    [InlineData("2026-06", null)]
    [InlineData("2026-06-31T10:30:00Z", null)]
    [InlineData("2026-06-05T10:30:00Z\n", null)]
    public void A_time_is_one_of_ISO_8601(string text, string? time) =>
        Assert.Equal(time is null ? null : DateTimeOffset.Parse(time, null), Read(JsonTypes.Time, JsonSerializer.Serialize(text)));

    [Fact]
    public void A_number_that_a_type_cannot_have_is_not_infinity()
    {
        Assert.Null(Read(JsonTypes.Floating<float>(), "1e39"));
        Assert.Null(Read(JsonTypes.Floating<float>(), "-1e39"));
        Assert.Null(Read(JsonTypes.Floating<Half>(), "70000"));
        Assert.Null(Read(JsonTypes.Floating<double>(), "1e999"));
        Assert.Null(Read(JsonTypes.Float, "1e999"));
        Assert.Null(Read(JsonTypes.Number, "1e999"));
        Assert.Equal(float.MaxValue, Read(JsonTypes.Floating<float>(), "3.4028235e38"));
    }

    [Theory]
    [InlineData("\"4pyT\"")]
    [InlineData("""{"bytes":"\u2713","__bytes__":true}""")]
    [InlineData("""{"bytes":"4pyT","__base64__":true}""")]
    [InlineData("""{"__type__":"bytes","__value__":"\u2713"}""")]
    [InlineData("""{"__type__":"base64","__value__":"4pyT"}""")]
    public void Bytes_are_those_that_kombu_was_given(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.True(JsonTypes.Bytes.TryRead(document.RootElement, out var bytes));
        Assert.Equal("✓"u8.ToArray(), bytes);
    }

    [Theory]
    [InlineData("""{"__type__":"bytes","__value__":4}""")]
    [InlineData("""{"__type__":"uuid","__value__":"4pyT"}""")]
    [InlineData("""{"__type__":"base64","__value__":"no"}""")]
    [InlineData("[4]")]
    public void What_is_of_another_type_is_no_bytes(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.False(JsonTypes.Bytes.TryRead(document.RootElement, out _));
    }

    private static T? Read<T>(JsonType<T> type, string json) where T : struct
    {
        using var document = JsonDocument.Parse(json);
        return type.TryRead(document.RootElement, out var value) ? value : null;
    }

    private static string Written<T>(T value) where T : struct, Enum
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            JsonTypes.Named<T>().Write(json, value);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
