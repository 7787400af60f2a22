namespace October.Operator.Smoke;

/// <summary>Where an app's api answers.</summary>
internal static class Endpoint
{
    /// <summary>A path of it. The base may have a path of its own, as the API server's proxy has.</summary>
    public static Uri At(Uri address, string path) => new(address.AbsoluteUri.TrimEnd('/') + path);
}
