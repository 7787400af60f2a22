using System.Diagnostics;
using System.Text.Json.Nodes;
using October.Testing;
using October.Testing.Redis;
using October.Testing.Services;

namespace October.Worker.Shop;

/// <summary>The sample worker, as a user starts it, and Celery's own client.</summary>
public sealed class ShopTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Expected = """
        registered: ['shop.checkout', 'shop.invoice [rate_limit=600/m]', 'shop.price']
        price: 21.75
        by name: 21.75
        unknown: KeyError: 'no price of gold'
        wrong: TypeError: shop.price() argument 'order' must be an Order, not a list
        checkout: ('Ada', 21.75, 8)
        its children: [21.75]
        schedule: ('the office', 25.2, 8)
        """;

    [Fact]
    public async Task Celerys_client_shops()
    {
        // Each second instead of each Monday.
        var schedules = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryRoot.File("samples/Shop/schedules.json"), TestContext.Current.CancellationToken))!;
        var schedule = schedules[0]!.AsObject();
        schedule.Remove("cron");
        schedule.Remove("timeZone");
        schedule["every"] = "1s";
        await using var worker = ServiceProcess.Start("october-shop", [], ("REDIS_URL", server.Url), ("WORKER_SCHEDULES", schedules.ToJsonString()));
        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/ready") == 200, "the worker is ready");
        var fired = await FirstOfScheduleAsync();

        Assert.Equal(Expected, (await PythonAsync($"{server.Url}\n{server.Url}\n{fired}\n")).TrimEnd());
    }

    /// <summary>The id of a task that the schedule has sent.</summary>
    private async Task<string> FirstOfScheduleAsync()
    {
        await using var raw = await server.RawAsync();
        const string Prefix = "celery-task-meta-";
        string? found = null;
        await Eventually.TrueAsync(
            () =>
            {
                found = raw.GetServer("127.0.0.1", server.Port).Keys(pattern: Prefix + "office-coffee-*").Select(static key => (string?)key).FirstOrDefault();
                return found is not null;
            },
            "the schedule has sent a task, and it has ended");
        return found![Prefix.Length..];
    }

    private static async Task<string> PythonAsync(string input)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["shop.py"])
        {
            WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "Shop"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment.Remove("NO_COLOR");
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
