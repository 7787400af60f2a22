namespace October.Api.Tasks;

/// <summary>Where a task is found, as its caller sees the api.</summary>
internal static class TaskLocation
{
    public static string Of(string id, ApiSettings settings) => $"{settings.PathBase}/tasks/{Uri.EscapeDataString(id)}";
}
