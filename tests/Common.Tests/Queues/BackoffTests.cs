using CsCheck;

namespace October.Common.Queues;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_grow_to_the_maximum_and_are_never_shorter_than_half_the_minimum() =>
        Gen.Double[0, 0.999].Array[1, 40].Sample(draws =>
        {
            var index = 0;
            var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(5), () => draws[index++ % draws.Length]);
            for (var i = 0; i < 40; i++)
            {
                var pause = backoff.Next();
                var whole = Math.Min(300_000, 200 * Math.Pow(2, i));
                Assert.InRange(pause.TotalMilliseconds, whole / 2, whole);
            }
        });

    [Fact]
    public void A_reset_starts_over()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), () => 1);
        backoff.Next();
        backoff.Next();
        backoff.Reset();
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Next());
    }
}
