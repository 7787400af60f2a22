using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Testing.Redis;

namespace October.Worker.Loss;

/// <summary>Two programs that know Redis and Celery's keys, and nothing of the code under test.</summary>
internal sealed class Observer : IAsyncDisposable
{
    private readonly RedisServer _server;
    private readonly Process _listener;
    private readonly Task<string> _heard;

    public Observer(RedisServer server)
    {
        _server = server;
        _listener = Start("listener.py", $"{server.Port}");
        _listener.StandardInput.WriteLine(RedisServer.Password);
        _heard = _listener.StandardOutput.ReadToEndAsync();
    }

    /// <summary>How many final results were heard, and of which tasks twice.</summary>
    public async Task<JsonNode> HeardAsync()
    {
        _listener.StandardInput.Close();
        return JsonNode.Parse(await _heard)!;
    }

    /// <summary>Compares what is stored with what is expected.</summary>
    public async Task<JsonNode> CheckAsync(string queue, IReadOnlyDictionary<string, long> expected)
    {
        using var checker = Start("checker.py");
        await checker.StandardInput.WriteAsync(JsonSerializer.Serialize(new { port = _server.Port, password = RedisServer.Password, queue, expected }));
        checker.StandardInput.Close();
        var answer = await checker.StandardOutput.ReadToEndAsync();
        await checker.WaitForExitAsync();
        return JsonNode.Parse(answer)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_listener.HasExited)
            _listener.Kill();
        await _listener.WaitForExitAsync();
        _listener.Dispose();
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "Loss"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("python3 did not start");
    }
}
