#if os(iOS)
import CoreMotion

/// What the phone measures, as the rows that the model reads: g and rad/s, one row a sample.
/// Check axes and signs on your device: at rest, face up, Core Motion says z = -1 g where Android says +1 g. The sign
/// below turns it round; take it out for a model that was trained on an iPhone.
public final class SensorFeed {
    private let manager = CMMotionManager()
    private let queue = OperationQueue()
    private let manifest: Manifest
    private let sign: Double

    public init(_ manifest: Manifest, sign: Double = -1) {
        self.manifest = manifest
        self.sign = sign
        queue.maxConcurrentOperationCount = 1  // samples, model and labels, off the main queue, one after the other
    }

    public func start(_ onRow: @escaping (Double, [Float]) -> Void) throws {
        guard manager.isDeviceMotionAvailable else {
            throw RecognitionError(message: "this device has no motion sensors")
        }
        for channel in manifest.channels where value(nil, channel) == nil {
            throw RecognitionError(message: "say in SensorFeed where \(channel.sensor) \(channel.axis) comes from")
        }
        manager.deviceMotionUpdateInterval = 1 / manifest.rowRate
        manager.startDeviceMotionUpdates(to: queue) { [weak self] motion, _ in
            guard let self, let motion else { return }
            let row = self.manifest.channels.map { Float(self.value(motion, $0) ?? .nan) }
            onRow(motion.timestamp, row)
        }
    }

    public func stop() {
        manager.stopDeviceMotionUpdates()
    }

    /// `motion` nil: whether there is such a value at all.
    private func value(_ motion: CMDeviceMotion?, _ channel: Manifest.Channel) -> Double? {
        guard let axis = ["x", "y", "z"].firstIndex(of: channel.axis) else { return nil }
        let gravity = motion?.gravity ?? CMAcceleration()
        let body = motion?.userAcceleration ?? CMAcceleration()
        let rotation = motion?.rotationRate ?? CMRotationRate()
        switch channel.sensor {
        case "accelerometer":
            return sign * ([gravity.x, gravity.y, gravity.z][axis] + [body.x, body.y, body.z][axis])
        case "linear-acceleration":
            return sign * [body.x, body.y, body.z][axis]
        case "gyroscope":
            return [rotation.x, rotation.y, rotation.z][axis]
        default:
            return nil
        }
    }
}
#endif
