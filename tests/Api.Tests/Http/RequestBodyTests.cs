using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

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

        using var read = await RequestBody.ReadAsync(http, new BodyLimit(1 << 20), TimeProvider.System);

        Assert.Equal(0, read!.Bytes.Length);
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

        using var read = await RequestBody.ReadAsync(http, new BodyLimit(1 << 20), TimeProvider.System);

        Assert.Equal(sent, read!.Bytes.ToArray());
    }

    [Fact]
    public async Task One_caller_has_half_of_the_memory_and_gives_it_back()
    {
        const int Mebibyte = 1 << 20;
        await using var limit = new BodyLimit(Mebibyte);
        var bodies = new List<RequestBody>();
        while (await RequestBody.ReadAsync(Sent("192.0.2.1", Mebibyte), limit, TimeProvider.System) is { } body)
            bodies.Add(body);

        Assert.InRange(bodies.Count, 15, 32);
        using var small = await RequestBody.ReadAsync(Sent("192.0.2.1", 1000), limit, TimeProvider.System);
        using var other = await RequestBody.ReadAsync(Sent("192.0.2.2", Mebibyte), limit, TimeProvider.System);
        Assert.Equal((1000, Mebibyte), (small?.Bytes.Length, other?.Bytes.Length));
        bodies.ForEach(static body => body.Dispose());
        using var again = await RequestBody.ReadAsync(Sent("192.0.2.1", Mebibyte), limit, TimeProvider.System);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for_for_ever()
    {
        await using var limit = new BodyLimit(1 << 20);
        var time = new FakeTimeProvider();
        var http = new DefaultHttpContext();
        http.Request.Body = new Silent();
        var reading = RequestBody.ReadAsync(http, limit, time);

        time.Advance(BodyLimit.Time);

        Assert.Equal(408, (await Assert.ThrowsAsync<BadHttpRequestException>(() => reading)).StatusCode);
    }

    private static DefaultHttpContext Sent(string address, int length)
    {
        var http = new DefaultHttpContext();
        (http.Connection.RemoteIpAddress, http.Request.Body) = (IPAddress.Parse(address), new MemoryStream(new byte[length]));
        return http;
    }

    /// <summary>An empty body that remembers what its reader has allocated before.</summary>
    private sealed class Watched : MemoryStream
    {
        public long AllocatedAtTheFirstRead { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            AllocatedAtTheFirstRead = GC.GetAllocatedBytesForCurrentThread();
            return new(0);
        }
    }

    /// <summary>A body of which nothing comes.</summary>
    private sealed class Silent : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
    }
}
