using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>A version of a custom resource as conversion sees it.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Schema">Its shape; what the shape does not know is dropped.</param>
internal sealed record ConvertedVersion(string ApiVersion, Schema Schema);
