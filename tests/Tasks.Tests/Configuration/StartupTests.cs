using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace October.Tasks.Configuration;

/// <summary>What a program of ours says to whoever has started it.</summary>
public sealed class StartupTests
{
    [Fact]
    public async Task A_program_whose_service_dies_has_failed() => Assert.Equal(1, await RunAsync<Dying>());

    [Fact]
    public async Task A_program_that_ends_has_not() => Assert.Equal(0, await RunAsync<Leaving>());

    [Fact]
    public async Task The_exit_code_that_a_service_has_set_is_the_programs()
    {
        try
        {
            Assert.Equal(3, await RunAsync<Choosing>());
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    private static Task<int> RunAsync<T>() where T : class, IHostedService => Startup.RunAsync(
        "a",
        "b",
        [],
        static reader => CommonSettings.Read(reader, 9000) with { Listen = new IPEndPoint(IPAddress.Loopback, 0), LogFormat = "none" },
        static settings =>
        {
            var builder = ServiceBuilder.Create("a", settings, TimeSpan.FromMinutes(1));
            builder.Services.AddHostedService<T>();
            return builder.Build();
        });

    private sealed class Dying(IHostApplicationLifetime lifetime) : Once(lifetime)
    {
        protected override void Run() => throw new InvalidOperationException("dead");
    }

    private sealed class Leaving(IHostApplicationLifetime lifetime) : Once(lifetime)
    {
        protected override void Run() => Lifetime.StopApplication();
    }

    private sealed class Choosing(IHostApplicationLifetime lifetime) : Once(lifetime)
    {
        protected override void Run()
        {
            Environment.ExitCode = 3;
            Lifetime.StopApplication();
        }
    }

    private abstract class Once(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected IHostApplicationLifetime Lifetime => lifetime;

        protected abstract void Run();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            Run();
        }
    }
}
