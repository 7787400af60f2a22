using Microsoft.AspNetCore.Http;

namespace October.Api.Http;

public sealed class RequestBodyTests
{
    [Fact]
    public async Task A_length_that_is_only_said_costs_no_memory()
    {
        using var body = new Watched();
        var http = new DefaultHttpContext();
        (http.Request.ContentLength, http.Request.Body) = (1 << 20, body);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = await RequestBody.ReadAsync(http.Request, TestContext.Current.CancellationToken);

        Assert.Equal(0, read.Length);
        Assert.InRange(body.AllocatedAtTheFirstRead - before, 0, 100_000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(100_000L)]
    public async Task What_comes_is_read_whatever_its_length_is_said_to_be(long? length)
    {
        var sent = Enumerable.Range(0, 100_000).Select(static at => (byte)at).ToArray();
        var http = new DefaultHttpContext();
        (http.Request.ContentLength, http.Request.Body) = (length, new MemoryStream(sent));

        Assert.Equal(sent, (await RequestBody.ReadAsync(http.Request, TestContext.Current.CancellationToken)).ToArray());
    }

    /// <summary>An empty body that remembers what its reader has allocated before.</summary>
    private sealed class Watched : MemoryStream
    {
        public long AllocatedAtTheFirstRead { get; private set; }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            AllocatedAtTheFirstRead = GC.GetAllocatedBytesForCurrentThread();
            return Task.CompletedTask;
        }
    }
}
