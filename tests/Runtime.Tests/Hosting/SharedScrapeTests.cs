using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace October.Runtime.Hosting;

public sealed class SharedScrapeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SharedScrape _scrape;
    private int _count;

    public SharedScrapeTests() => _scrape = new SharedScrape(CollectAsync, _time);

    [Fact]
    public async Task Whoever_asks_while_one_is_served_gets_the_same_text()
    {
        var all = Enumerable.Range(0, 500).Select(_ => _scrape.GetAsync()).ToList();
        _mayEnd.SetResult();
        Assert.Single((await Task.WhenAll(all)).Distinct());
        Assert.Equal(1, _count);
    }

    [Fact]
    public async Task A_text_is_a_second_old_at_most()
    {
        _mayEnd.SetResult();
        Assert.Equal("1", await TextAsync());
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal("1", await TextAsync());
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal("2", await TextAsync());
    }

    [Fact]
    public async Task What_could_not_be_collected_is_tried_again()
    {
        _mayEnd.SetException(new IOException("not now"));
        await Assert.ThrowsAsync<IOException>(TextAsync);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<IOException>(TextAsync);
        Assert.Equal(2, _count);
    }

    private async Task<string> TextAsync() => Encoding.UTF8.GetString(await _scrape.GetAsync());

    private async Task CollectAsync(Stream text)
    {
        var number = Interlocked.Increment(ref _count);
        await _mayEnd.Task;
        await text.WriteAsync(Encoding.UTF8.GetBytes($"{number}"));
    }
}
