using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace October.Runtime.Api;

public sealed class WatchLinesTests
{
    private const string Three = """
        {"type":"ADDED","object":{"name":"a"}}

        {"type":"MODIFIED","object":{"name":"größer ✓"}}
        {"type":"BOOKMARK","object":{"name":""}}
        """;

    [Fact]
    public async Task However_the_answer_is_cut_into_pieces_its_lines_are_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes(Three);
        var whole = await ReadAsync(new MemoryStream(bytes));
        Assert.Equal(["ADDED a", "MODIFIED größer ✓", "BOOKMARK "], whole);
        await Gen.Int[1, bytes.Length].SampleAsync(async size => Assert.Equal(whole, await ReadAsync(new Pieces(bytes, size))), iter: 50);
    }

    [Fact]
    public async Task A_line_that_is_cut_off_is_an_error_after_those_before_it()
    {
        var read = new List<string>();
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(Three[..^3])), read));
        Assert.Equal(["ADDED a", "MODIFIED größer ✓"], read);
    }

    [Fact]
    public async Task A_line_that_is_as_deep_as_an_API_server_takes_it_is_a_line()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 9990)) + "1" + new string('}', 9990);
        var line = $$$"""{"type":"ADDED","object":{"name":"deep","x":{{{deep}}}}}""";
        Assert.Equal(["ADDED deep"], await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(line))));
    }

    [Fact]
    public async Task A_watch_whose_time_is_up_ends_without_an_error()
    {
        using var watch = new CancellationTokenSource();
        var pipe = new Pipe();
        var reading = WatchLines.ReadAsync(pipe.Reader.AsStream(), CancellationToken.None, watch.Token).GetAsyncEnumerator();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Three), CancellationToken.None);
        Assert.True(await reading.MoveNextAsync());
        Assert.True(await reading.MoveNextAsync());
        var next = reading.MoveNextAsync();
        await watch.CancelAsync();
        Assert.False(await next);
    }

    private static async Task<List<string>> ReadAsync(Stream stream, List<string>? read = null)
    {
        read ??= [];
        await foreach (var line in WatchLines.ReadAsync(stream, CancellationToken.None, CancellationToken.None))
            read.Add($"{line.Type} {line.Object.GetProperty("name").GetString()}");
        return read;
    }

    /// <summary>Gives no more than so many bytes at a time.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
