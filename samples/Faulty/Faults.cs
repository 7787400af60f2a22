using October.Tasks.Handlers;
using October.Tasks.Hosting;

namespace October.Faulty;

/// <summary>The faults, each as small as a real mistake in a release.</summary>
internal static class Faults
{
    /// <summary>Exits at start.</summary>
    public static int Crash()
    {
        Console.Error.WriteLine("october-faulty: fatal: could not load the configuration");
        return 1;
    }

    /// <summary>Runs, but is never ready.</summary>
    public static void NeverReady(WebApplication app) =>
        app.Use(static (http, next) => http.Request.Path == "/ready" ? Fail(http, StatusCodes.Status503ServiceUnavailable, "still warming up") : next(http));

    /// <summary>Is ready, but every request for a task fails.</summary>
    public static void TasksAnswer500(WebApplication app) =>
        app.Use(
            static (http, next) =>
                http.Request.Path.StartsWithSegments("/tasks")
                    ? Fail(http, StatusCodes.Status500InternalServerError, "the new serializer is broken")
                    : next(http));

    /// <summary>Runs tasks, and returns wrong results.</summary>
    public static void WrongSum(WorkerBuilder worker) =>
        worker.Tasks.Map(TaskHandler.Create(
            "add",
            JsonTypes.Integer.Parameter("x"),
            JsonTypes.Integer.Parameter("y"),
            JsonTypes.Integer,
            static (x, y, _, _) => ValueTask.FromResult(x + y + 1)));

    public static int Usage()
    {
        Console.Error.WriteLine("usage: october-faulty api --fault bad-ready|bad-smoke|crash, or october-faulty worker --fault bad-result|crash");
        return 2;
    }

    private static Task Fail(HttpContext http, int status, string detail) => TypedResults.Problem(detail, statusCode: status).ExecuteAsync(http);
}
