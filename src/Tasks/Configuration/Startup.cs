using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace October.Tasks.Configuration;

/// <summary>The common way a program of ours starts: <c>--help</c>, settings from the environment, clear refusals, an exit code.</summary>
public static partial class Startup
{
    /// <summary>Exit code for a command line or setting that cannot be used.</summary>
    public const int BadUsage = 2;

    /// <summary>Runs a program until it is told to stop.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="purpose">What it does, in a sentence.</param>
    /// <param name="args">The command line.</param>
    /// <param name="read">Reads the settings.</param>
    /// <param name="build">Puts the program together.</param>
    /// <typeparam name="T">The settings.</typeparam>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync<T>(string program, string purpose, string[] args, Func<SettingReader, T> read, Func<T, WebApplication> build)
    {
        if (args is ["--help" or "-h"])
        {
            var asked = new SettingReader(static _ => null);
            read(asked);
            await Console.Out.WriteAsync(SettingsHelp.Render(program, purpose, asked.Asked));
            return 0;
        }

        if (args.Length > 0)
            return await RefuseAsync(program, $"unknown argument \"{args[0]}\"; settings are environment variables, see {program} --help.");
        T settings;
        var reader = new SettingReader(Environment.GetEnvironmentVariable);
        try
        {
            settings = read(reader);
        }
        catch (SettingException exception)
        {
            return await RefuseAsync(program, exception.Message);
        }

        try
        {
            await using var app = build(settings);
            foreach (var (variable, setting) in SettingSpelling.Find(Environment.GetEnvironmentVariables().Keys.Cast<string>(), reader.Asked))
                LogNotRead(app.Logger, variable, setting is null ? $"there is no such setting, see {program} --help" : $"write {setting}");
            var hasFailed = false;
            app.Lifetime.ApplicationStopping.Register(() => hasFailed = HasFailed(app.Services));
            await app.RunAsync();
            return hasFailed && Environment.ExitCode == 0 ? 1 : Environment.ExitCode;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Kestrel's answer to an address that is taken or not ours.
            await Console.Error.WriteLineAsync($"{program}: {exception.Message}");
            return 1;
        }
    }

    /// <summary>Whether a service has thrown, for which the host stops as it does for a signal.</summary>
    private static bool HasFailed(IServiceProvider services) =>
        services.GetRequiredService<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior == BackgroundServiceExceptionBehavior.StopHost
        && services.GetServices<IHostedService>().OfType<BackgroundService>().Any(static one => one.ExecuteTask is { IsFaulted: true });

    private static async Task<int> RefuseAsync(string program, string sentence)
    {
        await Console.Error.WriteLineAsync($"{program}: {sentence}");
        return BadUsage;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the environment variable {Variable} is not read: {Advice}")]
    private static partial void LogNotRead(ILogger log, string variable, string advice);
}
