using System.IO.Pipelines;

namespace October.LocalCluster.ApiServer.Http;

public sealed class PacedOutputTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_burst_arrives_whole_and_in_order_however_its_pieces_fall()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var output = new PacedOutput(pipe.Writer, new OutputPace());
        var expected = new List<byte>();
        foreach (var length in (int[])[1, 20_000, 16 * 1024 - 64, 0, 5, 40_000])
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)((expected.Count + i) % 251)).ToArray();
            expected.AddRange(bytes);
            output.Write(bytes);
        }

        Assert.True(output.IsFull);
        await output.FlushAsync(Token);
        Assert.False(output.IsFull);

        Assert.Equal(expected, (await ReadAsync(pipe, expected.Count)));
    }

    [Fact]
    public async Task What_comes_alone_does_not_wait()
    {
        var output = new PacedOutput(new Pipe().Writer, new OutputPace());

        output.Write([1]);

        Assert.True(output.PaceAsync().IsCompletedSuccessfully);
        await output.FlushAsync(Token);
    }

    [Fact]
    public async Task What_follows_at_once_waits_for_the_beat_that_all_watches_share()
    {
        var pace = new OutputPace();
        var (one, other) = (new PacedOutput(new Pipe().Writer, pace), new PacedOutput(new Pipe().Writer, pace));
        await one.FlushAsync(Token);
        await other.FlushAsync(Token);

        var (first, second) = (one.PaceAsync(), other.PaceAsync());

        // Unless this thread stood still for a beat, both wait, and for the same.
        if (!first.IsCompleted && !second.IsCompleted)
            Assert.Same(first, second);
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private static async Task<byte[]> ReadAsync(Pipe pipe, int count)
    {
        var read = await pipe.Reader.ReadAtLeastAsync(count, Token);
        return System.Buffers.BuffersExtensions.ToArray(read.Buffer);
    }
}
