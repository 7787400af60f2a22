using October.Tasks.Handlers;

namespace OctoberShop.Worker;

/// <summary>The worker's tasks: each method with [Task] is one, with its parameters as senders give them, by position or by name.</summary>
public static class Greetings
{
    [Task("greet")]
    public static string Greet(string name, int times = 1) => string.Join(' ', Enumerable.Repeat($"Hello {name}!", times));

    [Task("wait", MaxRetries = 3, RetryFor = [typeof(TimeoutException)])]
    public static async Task WaitAsync(double seconds, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
}
