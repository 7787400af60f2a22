using Microsoft.Extensions.DependencyInjection;

namespace October.Tasks.Handlers;

/// <summary>
/// The services of one run. What throws when it is disposed of after the handler has given its result ends the task, but is no reason to run the handler
/// again, as an exception of the handler's own may be.
/// </summary>
internal sealed class RunScope(AsyncServiceScope scope, ITaskRun run) : IServiceScope, IAsyncDisposable
{
    public IServiceProvider ServiceProvider => scope.ServiceProvider;

    public void Dispose()
    {
        try
        {
            scope.Dispose();
        }
        catch (Exception exception) when (run.HasResult)
        {
            run.Broken = exception;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await scope.DisposeAsync();
        }
        catch (Exception exception) when (run.HasResult)
        {
            run.Broken = exception;
        }
    }
}
