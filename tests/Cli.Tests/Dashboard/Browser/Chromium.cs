using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Cli.Dashboard.Browser;

/// <summary>A headless Chromium with one page, driven by the DevTools protocol.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Greeting = "DevTools listening on ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("october-chromium-").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls = new();
    private readonly List<string> _errors = [];
    private Process _process = null!;
    private Task _reading = Task.CompletedTask;
    private int _last;

    /// <summary>What the page's console reported as an error, such as what its security policy forbade, and exceptions that nothing caught.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
                return [.. _errors];
        }
    }

    /// <summary>One command of the protocol.</summary>
    public async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        var (id, answer) = (Interlocked.Increment(ref _last), new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously));
        _calls[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        return await answer.Task.WaitAsync(Limit);
    }

    /// <summary>The value of an expression, which may be a promise.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var result = await SendAsync(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        Assert.True(result["exceptionDetails"] is null, result["exceptionDetails"]?.ToJsonString());
        return result["result"]!["value"]?.DeepClone();
    }

    /// <summary>Waits until an expression is true, also in the page that follows this one.</summary>
    public async Task AwaitAsync(string expression)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await HoldsAsync(expression))
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
                Assert.Fail($"not seen: {expression}: {await EvaluateAsync("document.body?.innerText")}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private async Task<bool> HoldsAsync(string expression)
    {
        try
        {
            return (bool)(await EvaluateAsync($"Boolean(document.body && ({expression}))"))!;
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("navigated", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>Opens a page; what is asked from then on is asked of it, and not of the page before.</summary>
    public async Task OpenAsync(string url)
    {
        await EvaluateAsync("window.isLeft = true");
        var opened = await SendAsync("Page.navigate", new JsonObject { ["url"] = url });
        // Without a loader it is the same document, at another fragment.
        if (opened["loaderId"] is not null)
            await AwaitAsync("!window.isLeft");
    }

    /// <summary>The same for the page as it is loaded once more.</summary>
    public async Task ReloadAsync()
    {
        await EvaluateAsync("window.isLeft = true");
        await SendAsync("Page.reload");
        await AwaitAsync("!window.isLeft");
    }

    public Task ResizeAsync(int width, int height, bool dark) => Task.WhenAll(
        SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = width < 600,
        }),
        SendAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        }));

    /// <summary>A key as a person presses it.</summary>
    public async Task PressAsync(string key, int code)
    {
        foreach (var type in (string[])["rawKeyDown", "char", "keyUp"])
        {
            if (type == "char" && key != "Enter")
                continue;
            var press = new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
            if (type == "char")
                press["text"] = "\r";
            await SendAsync("Input.dispatchKeyEvent", press);
        }
    }

    /// <summary>A picture of the whole page.</summary>
    public async Task<byte[]> PictureAsync() => Convert.FromBase64String((string)(await SendAsync(
        "Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = true }))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("chromium") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            // As root, as in containers, its own sandbox cannot be made.
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={_folder}", "about:blank",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["HOME"] = _folder;
        _process = Process.Start(start)!;
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(Greeting, StringComparison.Ordinal) == true)
                said.TrySetResult(line.Data[Greeting.Length..]);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var port = new Uri(await said.Task.WaitAsync(Limit)).Port;
        using var client = new HttpClient();
        var targets = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json")))!.AsArray();
        var page = targets.First(target => (string?)target!["type"] == "page")!;
        await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), CancellationToken.None);
        _reading = ReadAsync();
        foreach (var domain in (string[])["Page", "Runtime", "Log"])
            await SendAsync($"{domain}.enable");
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            foreach (var call in _calls.Values)
                call.TrySetException(new InvalidOperationException("chromium has ended", exception));
        }
    }

    private void Take(JsonNode message)
    {
        if ((int?)message["id"] is { } id && _calls.TryRemove(id, out var call))
        {
            if (message["error"] is { } error)
                call.TrySetException(new InvalidOperationException(error.ToJsonString()));
            else
                call.TrySetResult(message["result"]!);
        }

        var report = (string?)message["method"] switch
        {
            "Runtime.exceptionThrown" => message["params"]!["exceptionDetails"],
            "Log.entryAdded" when (string?)message["params"]!["entry"]!["level"] == "error" => message["params"]!["entry"],
            _ => null,
        };
        if (report is null)
            return;
        lock (_errors)
            _errors.Add(report.ToJsonString());
    }
}
