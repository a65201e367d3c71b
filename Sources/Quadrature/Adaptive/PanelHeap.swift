/// The indices of panels with the one of largest error on top.
struct PanelHeap {
  private var entries: [(key: Double, panel: Int)] = []

  var isEmpty: Bool { entries.isEmpty }

  mutating func push(_ panel: Int, key: Double) {
    entries.append((key, panel))
    var child = entries.count - 1
    while child > 0, entries[child].key > entries[(child - 1) / 2].key {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popLargest() -> (key: Double, panel: Int)? {
    guard let top = entries.first else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return top }
    entries[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].key > entries[child].key { child += 1 }
      guard entries[child].key > entries[parent].key else { break }
      entries.swapAt(child, parent)
      parent = child
    }
    return top
  }
}
