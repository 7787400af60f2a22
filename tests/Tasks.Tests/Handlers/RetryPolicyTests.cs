using CsCheck;

namespace October.Tasks.Handlers;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = new(10, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    [Fact]
    public void Pauses_double_up_to_the_longest_and_vary_by_half() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[0, 0.999]).Sample(static (retries, random) =>
        {
            var full = Math.Min(120, Math.Pow(2, Math.Min(retries, 20)));
            var delay = Policy.Delay(retries, random).TotalSeconds;
            return delay >= full / 2 - 1e-6 && delay < full + 1e-6;
        });
}
