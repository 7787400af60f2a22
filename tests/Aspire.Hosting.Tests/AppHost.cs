using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace October.Aspire.Hosting;

/// <summary>An app host as a user writes one, without a dashboard.</summary>
internal sealed class AppHost : IDisposable
{
    private readonly string _output = Directory.CreateTempSubdirectory("october-aspire-").FullName;

    private AppHost(Func<string, string[]> arguments)
    {
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = arguments(_output),
            DisableDashboard = true,
            // It knows where Aspire's own programs are.
            AssemblyName = typeof(Projects.October_Shop_AppHost).Assembly.GetName().Name,
        });
        Builder.Services.AddLogging(log => log.ClearProviders().AddFakeLogging());
    }

    public IDistributedApplicationBuilder Builder { get; }

    /// <summary>What is asked of it is to run.</summary>
    public static AppHost ToRun() => new(_ => []);

    /// <summary>What is asked of it is to publish, as by <c>aspire publish</c>.</summary>
    public static AppHost ToPublish() => new(output => ["--operation", "publish", "--step", "publish", "--output-path", output]);

    /// <summary>Adds what is an api to the model; it is never started.</summary>
    public IResourceBuilder<ExecutableResource> Executable(string name) => Builder.AddExecutable(name, "nothing", ".");

    /// <summary>The files that were written, by their paths.</summary>
    public async Task<IReadOnlyDictionary<string, string>> PublishAsync()
    {
        await using var app = Builder.Build();
        await app.RunAsync(TestContext.Current.CancellationToken);
        return Directory.EnumerateFiles(_output, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(_output, file), File.ReadAllText);
    }

    /// <summary>What a publication says when it cannot be: Aspire logs it, and ends.</summary>
    public async Task<string> FailureAsync()
    {
        await using var app = Builder.Build();
        await app.RunAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_output));
        var failed = app.Services.GetFakeLogCollector().GetSnapshot().Where(record => record.Level >= LogLevel.Error);
        return string.Join('\n', failed.Select(record => record.Exception?.Message ?? record.Message));
    }

    /// <summary>What comes before anything is started.</summary>
    public async Task BeginAsync()
    {
        await using var app = Builder.Build();
        var model = app.Services.GetRequiredService<DistributedApplicationModel>();
        await Builder.Eventing.PublishAsync(new BeforeStartEvent(app.Services, model), TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(_output, recursive: true);
}
