using System.Diagnostics;

namespace October.Tasks.Celery;

/// <summary>Debian's Python, which is where Debian's Celery lives.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    public static Process Start(string redisUrl, params IEnumerable<string> arguments) => Start(redisUrl, "{}", arguments);

    /// <summary>Starts it with settings of Celery, a JSON object, for the scripts that read them.</summary>
    public static Process Start(string redisUrl, string options, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Interpreter)
        {
            WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "Celery"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["REDIS_URL"] = redisUrl;
        start.Environment["CELERY_OPTIONS"] = options;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        // Celery reads it as a boolean and refuses what test runners put there.
        start.Environment.Remove("NO_COLOR");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{Interpreter} did not start");
    }

    public static async Task<string> RunAsync(string redisUrl, string script, string input, string options = "{}")
    {
        using var process = Start(redisUrl, options, [script]);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
