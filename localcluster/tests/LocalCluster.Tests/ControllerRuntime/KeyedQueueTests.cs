using Microsoft.Extensions.Time.Testing;

namespace October.LocalCluster.ControllerRuntime;

public sealed class KeyedQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeyedQueue<string> _queue;

    public KeyedQueueTests() => _queue = new KeyedQueue<string>(_time);

    [Fact]
    public async Task A_key_waits_only_once_and_comes_again_when_added_while_worked_on()
    {
        _queue.Add("a");
        _queue.Add("a");
        Assert.Equal("a", await TakeAsync());
        // It is being worked on: b overtakes it.
        _queue.Add("a");
        _queue.Add("b");
        Assert.Equal("b", await TakeAsync());
        _queue.Done("a");
        Assert.Equal("a", await TakeAsync());
    }

    [Fact]
    public async Task Of_two_delays_the_shorter_counts()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        var taken = TakeAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(taken.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await taken);
    }

    [Fact]
    public async Task Failures_double_the_delay_until_they_are_forgotten()
    {
        _queue.AddRateLimited("a");
        _time.Advance(TimeSpan.FromMilliseconds(5));
        await TakeAsync();
        _queue.Done("a");
        _queue.AddRateLimited("a");
        var second = TakeAsync().AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(9));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await second;
        _queue.Done("a");
        _queue.Forget("a");
        _queue.AddRateLimited("a");
        _time.Advance(TimeSpan.FromMilliseconds(5));
        await TakeAsync();
    }

    public void Dispose() => _queue.Dispose();

    private ValueTask<string> TakeAsync() => _queue.TakeAsync(TestContext.Current.CancellationToken);
}
