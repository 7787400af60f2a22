using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace October.Runtime.Queue;

public sealed class WorkQueueTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_key_added_twice_waits_once()
    {
        using var queue = new WorkQueue<string>("test", time);
        queue.Add("a");
        queue.Add("a");
        Assert.Equal("a", await Take(queue));
        queue.Done("a");
        Assert.Equal(0, queue.Depth);
        Assert.False(queue.GetAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_comes_again_only_when_done()
    {
        using var queue = new WorkQueue<string>("test", time);
        queue.Add("a");
        await Take(queue);
        queue.Add("a");
        var next = queue.GetAsync(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        queue.Done("a");
        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task Of_several_delays_the_earliest_wins()
    {
        using var queue = new WorkQueue<string>("test", time);
        queue.AddAfter("a", TimeSpan.FromMinutes(5));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        queue.AddAfter("a", TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, queue.Depth);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await Take(queue));
        queue.Done("a");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task An_add_now_replaces_a_delay()
    {
        using var queue = new WorkQueue<string>("test", time);
        queue.AddAfter("a", TimeSpan.FromMinutes(5));
        queue.Add("a");
        await Take(queue);
        queue.Done("a");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public Task No_key_is_lost_and_none_is_worked_on_twice_at_once() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3]).Array[0, 200].SampleAsync(async history =>
        {
            using var queue = new WorkQueue<int>("test", time);
            var (working, owed) = (new HashSet<int>(), new HashSet<int>());
            foreach (var (action, key) in history)
            {
                if (action == 0)
                {
                    queue.Add(key);
                    owed.Add(key);
                }
                else if (action == 1 && owed.Except(working).Any())
                {
                    var taken = await Take(queue);
                    Assert.True(working.Add(taken));
                    Assert.True(owed.Remove(taken));
                }
                else if (action == 2 && working.Remove(key))
                {
                    queue.Done(key);
                }
            }

            foreach (var key in working.ToList())
                queue.Done(key);
            while (owed.Count > 0)
                Assert.True(owed.Remove(await Take(queue)));
            Assert.Equal(0, queue.Depth);
        });

    private static async Task<T> Take<T>(WorkQueue<T> queue)
        where T : notnull =>
        await queue.GetAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
}
